package dev.baksh.dsl;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Groovy extension properties of numbers and durations: {@code 2.hours}, {@code 30.minutes}, {@code 7.days.ago}. */
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

    private static Duration toDuration(Number self, long seconds) {
        BigDecimal nanos = new BigDecimal(self.toString())
                .multiply(BigDecimal.valueOf(seconds))
                .movePointRight(9);
        return Duration.ofSeconds(0, 0).plusNanos(nanos.longValue());
    }
}
