package org.codehaus.groovy.runtime.callsite;

import java.lang.reflect.Constructor;
import org.codehaus.groovy.reflection.CachedMethod;

/**
 * Replacement for Groovy's class of this name, which generates a class for each method at its first call. This class reports
 * that no method is suitable, so Groovy calls methods by reflection, as it calls methods that are not public.
 *
 * <p>See src/doc/decisions/short-runs.md; CallSiteSpec compares this class with the Groovy version in use.
 */
public final class CallSiteGenerator {
    private CallSiteGenerator() {}

    /** Returns false. */
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
