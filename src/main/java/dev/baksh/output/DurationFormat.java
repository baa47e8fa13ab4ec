package dev.baksh.output;

import java.time.Duration;
import java.time.Instant;

/** Formatter of durations and ages for the user. */
final class DurationFormat {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private DurationFormat() {}

    /** Returns {@code 3 h ago}, {@code in 5 min} or {@code now}; rounded down to one unit. */
    static String format(Instant instant, Instant now) {
        long seconds = now.getEpochSecond() - instant.getEpochSecond();
        if (seconds == 0) return "now";
        String duration = formatUnit(Math.abs(seconds));
        return seconds > 0 ? duration + " ago" : "in " + duration;
    }

    /** Returns {@code 2 h 30 min}, {@code 45 s} or {@code 250 ms}: the two largest units. */
    static String format(Duration duration) {
        if (duration.isNegative()) {
            // The most negative duration cannot be negated.
            return duration.getSeconds() == Long.MIN_VALUE ? duration.toString() : "-" + format(duration.negated());
        }
        long seconds = duration.getSeconds();
        if (seconds == 0) return duration.isZero() ? "0 s" : Math.max(1, duration.toMillis()) + " ms";
        if (seconds < MINUTE) return seconds + " s";
        if (seconds < HOUR) return formatTwoUnits(seconds, MINUTE, "min", 1, "s");
        if (seconds < DAY) return formatTwoUnits(seconds, HOUR, "h", MINUTE, "min");
        return formatTwoUnits(seconds, DAY, "d", HOUR, "h");
    }

    private static String formatTwoUnits(long seconds, long large, String largeName, long small, String smallName) {
        long remainder = seconds % large / small;
        return seconds / large + " " + largeName + (remainder == 0 ? "" : " " + remainder + " " + smallName);
    }

    /** Formats one unit. Hours are used up to two days, and days up to two years, to keep enough precision. */
    private static String formatUnit(long seconds) {
        if (seconds < MINUTE) return seconds + " s";
        if (seconds < HOUR) return seconds / MINUTE + " min";
        if (seconds < 2 * DAY) return seconds / HOUR + " h";
        if (seconds < 2 * YEAR) return seconds / DAY + " d";
        return seconds / YEAR + " y";
    }
}
