package org.codehaus.groovy.vmplugin.v9;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Replacement for Groovy's class of the same name that returns an empty result. Groovy's class searches the whole JDK
 * and Groovy's jar in each process that prints a GString. The result only tells the compiler which default package to
 * search first. Without a result, the compiler searches the packages in order and caches the class.
 *
 * <p>See src/doc/decisions/short-runs.md; DefaultImportsSpec compares this class with the Groovy version in use.
 */
public final class ClassFinder {
    private ClassFinder() {}

    public static Map<String, Set<String>> find(URI place, String packageName) {
        return find(place, packageName, false);
    }

    public static Map<String, Set<String>> find(URI place, String packageName, boolean recursive) {
        return find(place, packageName, recursive, false);
    }

    /** Returns an empty map, to which Groovy adds entries. */
    public static Map<String, Set<String>> find(
            URI place, String packageName, boolean recursive, boolean innerClasses) {
        return new HashMap<>();
    }
}
