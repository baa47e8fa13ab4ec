package dev.baksh.reliability

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import java.util.concurrent.TimeUnit

/** Time that goes faster than the machine's, the same in all processes that begin at the same instant. */
@CompileStatic
class ScaledTime extends Clock implements TimeSource {
    /** When fast time and the machine's were the same, in milliseconds of the epoch; and what fast time then was. */
    final long zero
    final long wall
    final int factor

    ScaledTime(long zero, long wall, int factor) {
        this.zero = zero
        this.wall = wall
        this.factor = factor
    }

    /** Begins now, so long before the next full hour. */
    static ScaledTime beforeTheHour(Duration length, int factor) {
        final long now = System.currentTimeMillis()
        return new ScaledTime(now, now - now % 3_600_000 + 3_600_000 - length.toMillis(), factor)
    }

    @Override
    Instant now() {
        return Instant.ofEpochMilli(wall + (System.currentTimeMillis() - zero) * factor)
    }

    @Override
    long nanos() { System.nanoTime() * factor }

    @Override
    void pause(Duration length) {
        TimeUnit.NANOSECONDS.sleep(length.toNanos().intdiv(factor).longValue())
    }

    @Override
    Instant instant() { now() }

    @Override
    ZoneId getZone() { ZoneOffset.UTC }

    @Override
    Clock withZone(ZoneId zone) { throw new UnsupportedOperationException() }
}
