package org.codehaus.groovy.runtime.callsite;

import java.lang.reflect.Constructor;
import org.codehaus.groovy.reflection.CachedMethod;

/**
 * Stands before Groovy's own class of this name, which writes, loads and links a class for each method that a script calls,
 * at its first call. Told that no method is fit for that, Groovy calls it by reflection, as it does where a class or a method
 * is not public.
 *
 * <p>See src/doc/decisions/short-runs.md; CallSitesSpec holds it to the Groovy that is used.
 */
public final class CallSiteGenerator {
    private CallSiteGenerator() {}

    /** Never. */
    public static boolean isCompilable(CachedMethod method) {
        return false;
    }

    /** Nothing, as for each method that is not fit; nobody asks. */
    public static Constructor<CallSite> compilePogoMethod(CachedMethod method) {
        return null;
    }

    /** Nothing, as for each method that is not fit; nobody asks. */
    public static Constructor<CallSite> compilePojoMethod(CachedMethod method) {
        return null;
    }

    /** Nothing, as for each method that is not fit; nobody asks. */
    public static Constructor<CallSite> compileStaticMethod(CachedMethod method) {
        return null;
    }
}
