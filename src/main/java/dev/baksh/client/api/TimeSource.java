package dev.baksh.client.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time as it is passed in: the wall clock, a monotonic clock, and waiting. Specs give one that they turn by hand. */
public interface TimeSource {
    /** The machine's own clock. */
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

    /** The wall clock. */
    Instant now();

    /** A clock that only goes forward, in nanoseconds from an arbitrary start. */
    long nanos();

    /** Where the person is; only for what is shown beside UTC. */
    default ZoneId zone() {
        return ZoneOffset.UTC;
    }

    /** Waits. */
    void pause(Duration duration) throws InterruptedException;
}
