package org.codehaus.groovy.vmplugin.v9;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Stands before Groovy's own class of this name, which walks the whole JDK and Groovy's jar at the start of each process, as
 * soon as a GString is printed. What it finds only tells the compiler in which of its default packages it should look first;
 * told nothing, the compiler looks in each of them in their order and keeps what it finds.
 *
 * <p>See src/doc/decisions/short-runs.md; DefaultImportsSpec holds it to the Groovy that is used.
 */
public final class ClassFinder {
    private ClassFinder() {}

    public static Map<String, Set<String>> find(URI place, String packageName) {
        return find(place, packageName, false);
    }

    public static Map<String, Set<String>> find(URI place, String packageName, boolean recursive) {
        return find(place, packageName, recursive, false);
    }

    /** Nothing; Groovy adds to what it is given. */
    public static Map<String, Set<String>> find(
            URI place, String packageName, boolean recursive, boolean innerClasses) {
        return new HashMap<>();
    }
}
