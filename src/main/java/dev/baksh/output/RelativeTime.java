package dev.baksh.output;

import java.time.Duration;
import java.time.Instant;

/** Lengths of time as a person says them. */
final class RelativeTime {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private RelativeTime() {}

    /** {@code 3 h ago}, {@code in 5 min}, {@code now}; rounded down to one unit. */
    static String of(Instant then, Instant now) {
        long seconds = now.getEpochSecond() - then.getEpochSecond();
        if (seconds == 0) return "now";
        String length = unit(Math.abs(seconds));
        return seconds > 0 ? length + " ago" : "in " + length;
    }

    /** {@code 2 h 30 min}, {@code 45 s}, {@code 250 ms}: the two largest units. */
    static String of(Duration length) {
        if (length.isNegative()) {
            // The most negative duration has no positive twin.
            return length.getSeconds() == Long.MIN_VALUE ? length.toString() : "-" + of(length.negated());
        }
        long seconds = length.getSeconds();
        if (seconds == 0) return length.isZero() ? "0 s" : Math.max(1, length.toMillis()) + " ms";
        if (seconds < MINUTE) return seconds + " s";
        if (seconds < HOUR) return two(seconds, MINUTE, "min", 1, "s");
        if (seconds < DAY) return two(seconds, HOUR, "h", MINUTE, "min");
        return two(seconds, DAY, "d", HOUR, "h");
    }

    private static String two(long seconds, long large, String largeName, long small, String smallName) {
        long rest = seconds % large / small;
        return seconds / large + " " + largeName + (rest == 0 ? "" : " " + rest + " " + smallName);
    }

    /** Two days are still counted in hours, two years in days: one unit must say enough. */
    private static String unit(long seconds) {
        if (seconds < MINUTE) return seconds + " s";
        if (seconds < HOUR) return seconds / MINUTE + " min";
        if (seconds < 2 * DAY) return seconds / HOUR + " h";
        if (seconds < 2 * YEAR) return seconds / DAY + " d";
        return seconds / YEAR + " y";
    }
}
