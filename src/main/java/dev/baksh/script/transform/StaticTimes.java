package dev.baksh.script.transform;

import java.time.Duration;
import java.time.Instant;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What {@code 3.days.ago} becomes in classes and static methods, which have no script to ask; see {@link RunTimeTransform}. */
public final class StaticTimes {
    private StaticTimes() {}

    /**
     * The property {@code ago} of a value; of a length of time counted from the {@code now} of the run.
     *
     * @param callingClass the class in which it stands, which is loaded for one run
     */
    public static Object ago(Object value, Class<?> callingClass) {
        return value instanceof Duration duration
                ? now(callingClass).minus(duration)
                : InvokerHelper.getProperty(value, "ago");
    }

    /** The same of {@code fromNow}. */
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
