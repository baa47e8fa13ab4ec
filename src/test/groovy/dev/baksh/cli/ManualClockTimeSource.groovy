package dev.baksh.cli

import dev.baksh.client.api.TimeSource
import dev.baksh.sandbox.ManualClock

import java.time.Duration
import java.time.Instant

/** Time source on a manual clock: a pause advances the clock and returns at once. */
class ManualClockTimeSource implements TimeSource {
    private final ManualClock clock
    private long nanos

    ManualClockTimeSource(ManualClock clock) {
        this.clock = clock
    }

    @Override
    Instant now() {
        return clock.now
    }

    @Override
    synchronized long nanos() {
        return nanos
    }

    @Override
    synchronized void pause(Duration duration) {
        nanos += duration.toNanos()
        clock.advance(duration)
    }
}
