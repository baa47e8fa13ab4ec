package dev.baksh.client.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Source of time: wall clock, monotonic clock and sleep. Specs inject a controlled implementation. */
public interface TimeSource {
    /** Clock of this machine. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public ZoneId zone() {
            return ZoneId.systemDefault();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis(), (int) (duration.toNanos() % 1_000_000));
        }
    };

    /** Returns the time of the wall clock. */
    Instant now();

    /** Returns the time of a monotonic clock, in nanoseconds from an arbitrary start. */
    long nanos();

    /** Time zone of the user; used only for local times that are shown beside UTC. */
    default ZoneId zone() {
        return ZoneOffset.UTC;
    }

    /** Sleeps for this time. */
    void pause(Duration duration) throws InterruptedException;
}
