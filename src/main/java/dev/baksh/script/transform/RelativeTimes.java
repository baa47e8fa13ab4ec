package dev.baksh.script.transform;

import java.time.Duration;
import java.time.Instant;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * Functions that compute {@code 3.days.ago} and {@code 3.days.fromNow} in classes and static methods, which have no script;
 * {@link RunTimeTransform} inserts the calls.
 */
public final class RelativeTimes {
    private RelativeTimes() {}

    /**
     * Returns the property {@code ago} of a value; for a duration, counts from the {@code now} of the run.
     *
     * @param callingClass the class that contains the expression, loaded for one run
     */
    public static Object ago(Object value, Class<?> callingClass) {
        return value instanceof Duration duration
                ? now(callingClass).minus(duration)
                : InvokerHelper.getProperty(value, "ago");
    }

    /** Returns the property {@code fromNow} of a value; for a duration, counts from the {@code now} of the run. */
    public static Object fromNow(Object value, Class<?> callingClass) {
        return value instanceof Duration duration
                ? now(callingClass).plus(duration)
                : InvokerHelper.getProperty(value, "fromNow");
    }

    private static Instant now(Class<?> callingClass) {
        for (ClassLoader loader = callingClass.getClassLoader(); loader != null; loader = loader.getParent())
            if (loader instanceof RunClock clock) return clock.now();
        throw new IllegalStateException(callingClass + " is no class of a script");
    }
}
