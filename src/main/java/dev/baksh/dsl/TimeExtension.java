package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * Groovy extension properties of numbers and durations: {@code 2.hours}, {@code 30.minutes}, {@code 7.days.ago}; also the operator
 * {@code in} for times.
 */
public final class TimeExtension {
    private TimeExtension() {}

    public static Duration getSeconds(Number self) {
        return toDuration(self, 1);
    }

    public static Duration getSecond(Number self) {
        return toDuration(self, 1);
    }

    public static Duration getMinutes(Number self) {
        return toDuration(self, 60);
    }

    public static Duration getMinute(Number self) {
        return toDuration(self, 60);
    }

    public static Duration getHours(Number self) {
        return toDuration(self, 3600);
    }

    public static Duration getHour(Number self) {
        return toDuration(self, 3600);
    }

    /** Returns days of 24 hours; times are UTC. */
    public static Duration getDays(Number self) {
        return toDuration(self, 86_400);
    }

    public static Duration getDay(Number self) {
        return toDuration(self, 86_400);
    }

    public static Duration getWeeks(Number self) {
        return toDuration(self, 7 * 86_400);
    }

    public static Duration getWeek(Number self) {
        return toDuration(self, 7 * 86_400);
    }

    public static Instant getAgo(Duration self) {
        return Instant.now().minus(self);
    }

    public static Instant getFromNow(Duration self) {
        return Instant.now().plus(self);
    }

    /**
     * Returns {@code value.ago} or {@code value.fromNow}, counted from an instant. A list gives the list of the
     * results, and a value that is no duration gives its property.
     *
     * @param isSafe true for {@code ?.}: null gives null
     */
    public static Object relativeTime(Object value, String property, Instant now, boolean isSafe) {
        if (value == null && isSafe) return null;
        if (value instanceof Duration duration)
            return property.equals("ago") ? now.minus(duration) : now.plus(duration);
        if (!(value instanceof Collection<?> values)) return InvokerHelper.getProperty(value, property);
        List<Object> results = new ArrayList<>();
        for (Object item : values) results.add(relativeTime(item, property, now, isSafe));
        return results;
    }

    /**
     * Implements {@code startTime in ['2026-11-01']}.
     *
     * @throws IllegalArgumentException the list contains the text of a date
     */
    public static boolean isCase(Collection<?> self, Instant time) {
        for (Object item : self) {
            if (time.equals(item)) return true;
            DateComparison.check(time, item);
        }
        return false;
    }

    /** Implements {@code startTime !in ['2026-11-01']}. */
    public static boolean isNotCase(Collection<?> self, Instant time) {
        return !isCase(self, time);
    }

    /** Implements {@code startTime in '2026-11-01'}, and the same text as a case of {@code switch (startTime)}. */
    public static boolean isCase(CharSequence self, Instant time) {
        DateComparison.check(time, self);
        return self.toString().equals(time.toString());
    }

    /** Implements {@code startTime !in '2026-11-01'}. */
    public static boolean isNotCase(CharSequence self, Instant time) {
        return !isCase(self, time);
    }

    private static Duration toDuration(Number self, long seconds) {
        BigDecimal nanos = new BigDecimal(self.toString())
                .multiply(BigDecimal.valueOf(seconds))
                .movePointRight(9);
        try {
            return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
        } catch (ArithmeticException e) {
            throw BakshException.failure(
                    "a duration of " + self + " x " + seconds + " s is longer than 292 years", null);
        }
    }
}
