package dev.baksh.dsl;

import java.time.Instant;
import java.util.regex.Pattern;

/** Check of comparisons: a time never equals the text of a date, and a filter with such a comparison would find no row. */
public final class DateComparison {
    private static final Pattern DATE = Pattern.compile(
            "(19|20)\\d\\d[-/.]\\d{1,2}\\b.*|\\d{1,2}[-/.]\\d{1,2}[-/.](19|20)\\d\\d\\b.*", Pattern.DOTALL);

    private DateComparison() {}

    public static boolean isDate(Object value) {
        return value instanceof CharSequence text && DATE.matcher(text).matches();
    }

    /** @throws IllegalArgumentException one value is a time and the other one the text of a date */
    public static void check(Object left, Object right) {
        boolean mixesTypes = left instanceof Instant && isDate(right) || isDate(left) && right instanceof Instant;
        if (mixesTypes) // The message of Groovy for the operators < and >.
        throw new IllegalArgumentException("Cannot compare %s with value '%s' and %s with value '%s'"
                .formatted(left.getClass().getName(), left, right.getClass().getName(), right));
    }
}
