package dev.baksh.script.transform;

import dev.baksh.dsl.TimeExtension;
import java.time.Instant;

/**
 * Function that computes {@code 3.days.ago} and {@code 3.days.fromNow} in classes and static methods, which have no script;
 * {@link RelativeTimeTransform} inserts the calls.
 */
public final class RelativeTimes {
    private RelativeTimes() {}

    /**
     * Returns {@link TimeExtension#relativeTime} for the {@code now} of the run.
     *
     * @param callingClass the class that contains the expression, loaded for one run
     */
    public static Object relativeTime(Object value, String property, boolean isSafe, Class<?> callingClass) {
        return TimeExtension.relativeTime(value, property, now(callingClass), isSafe);
    }

    private static Instant now(Class<?> callingClass) {
        for (ClassLoader loader = callingClass.getClassLoader(); loader != null; loader = loader.getParent())
            if (loader instanceof RunClock clock) return clock.now();
        throw new IllegalStateException(callingClass + " is no class of a script");
    }
}
