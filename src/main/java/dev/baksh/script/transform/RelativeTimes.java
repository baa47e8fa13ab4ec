package dev.baksh.script.transform;

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
     * @throws IllegalArgumentException a time is compared with a text, and would never be equal
     */
    public static boolean isEqual(Object left, Object right) {
        boolean mixesTypes = left instanceof Instant && right instanceof CharSequence
                || left instanceof CharSequence && right instanceof Instant;
        if (mixesTypes) // The message of Groovy for the operators < and >.
        throw new IllegalArgumentException("Cannot compare %s with value '%s' and %s with value '%s'"
                .formatted(left.getClass().getName(), left, right.getClass().getName(), right));
        return DefaultTypeTransformation.compareEqual(left, right);
    }

    private static Instant now(Class<?> callingClass) {
        for (ClassLoader loader = callingClass.getClassLoader(); loader != null; loader = loader.getParent())
            if (loader instanceof RunClock clock) return clock.now();
        throw new IllegalStateException(callingClass + " is no class of a script");
    }
}
