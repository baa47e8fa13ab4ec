package dev.baksh.reliability

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import java.util.concurrent.TimeUnit

/** Time source that is faster than real time and equal in all processes with the same start instant. */
@CompileStatic
class ScaledTimeSource extends Clock implements TimeSource {
    /** Start in real time and in scaled time, in milliseconds of the epoch. */
    final long startMillis
    final long startWallMillis
    final int factor

    ScaledTimeSource(long startMillis, long startWallMillis, int factor) {
        this.startMillis = startMillis
        this.startWallMillis = startWallMillis
        this.factor = factor
    }

    /** Returns a time source that starts now, at this distance before the next full hour. */
    static ScaledTimeSource startingBeforeHour(Duration duration, int factor) {
        final long now = System.currentTimeMillis()
        return new ScaledTimeSource(now, now - now % 3_600_000 + 3_600_000 - duration.toMillis(), factor)
    }

    @Override
    Instant now() {
        return Instant.ofEpochMilli(startWallMillis + (System.currentTimeMillis() - startMillis) * factor)
    }

    @Override
    long nanos() { System.nanoTime() * factor }

    @Override
    void pause(Duration duration) {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos().intdiv(factor).longValue())
    }

    @Override
    Instant instant() { now() }

    @Override
    ZoneId getZone() { ZoneOffset.UTC }

    @Override
    Clock withZone(ZoneId zone) { throw new UnsupportedOperationException() }
}
