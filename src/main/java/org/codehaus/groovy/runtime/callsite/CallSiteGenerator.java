package org.codehaus.groovy.runtime.callsite;

import java.lang.reflect.Constructor;
import org.codehaus.groovy.reflection.CachedMethod;

/**
 * Replacement for Groovy's class of the same name that reports every method as unsuitable, so that Groovy calls all
 * methods by reflection, as it calls methods that are not public. Groovy's class generates a class for each method at
 * its first call.
 *
 * <p>See src/doc/decisions/short-runs.md; CallSiteSpec compares this class with the Groovy version in use.
 */
public final class CallSiteGenerator {
    private CallSiteGenerator() {}

    /** Returns false, so that Groovy calls the method by reflection. */
    public static boolean isCompilable(CachedMethod method) {
        return false;
    }

    /** Returns null; Groovy does not call this for unsuitable methods. */
    public static Constructor<CallSite> compilePogoMethod(CachedMethod method) {
        return null;
    }

    /** Returns null; Groovy does not call this for unsuitable methods. */
    public static Constructor<CallSite> compilePojoMethod(CachedMethod method) {
        return null;
    }

    /** Returns null; Groovy does not call this for unsuitable methods. */
    public static Constructor<CallSite> compileStaticMethod(CachedMethod method) {
        return null;
    }
}
