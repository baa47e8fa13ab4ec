package dev.baksh.script.transform;

import dev.baksh.dsl.DateComparison;
import dev.baksh.dsl.TimeExtension;
import java.time.Instant;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;

/**
 * Functions of times, whose calls {@link RelativeTimeTransform} inserts: {@code 3.days.ago} in classes and static methods, which have
 * no script, and the comparison with the text of a date.
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

    /**
     * Returns {@code left == right}.
     *
     * @throws IllegalArgumentException a time is compared with the text of a date, and would never be equal
     */
    public static boolean isEqual(Object left, Object right) {
        DateComparison.check(left, right);
        return DefaultTypeTransformation.compareEqual(left, right);
    }

    private static Instant now(Class<?> callingClass) {
        for (ClassLoader loader = callingClass.getClassLoader(); loader != null; loader = loader.getParent())
            if (loader instanceof RunClock clock) return clock.now();
        throw new IllegalStateException(callingClass + " is no class of a script");
    }
}
