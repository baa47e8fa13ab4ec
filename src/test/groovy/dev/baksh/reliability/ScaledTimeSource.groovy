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
class ScaledTimeSource extends Clock implements TimeSource {
    /** When fast time and the machine's were the same, in milliseconds of the epoch; and what fast time then was. */
    final long startMillis
    final long startWallMillis
    final int factor

    ScaledTimeSource(long startMillis, long startWallMillis, int factor) {
        this.startMillis = startMillis
        this.startWallMillis = startWallMillis
        this.factor = factor
    }

    /** Begins now, so long before the next full hour. */
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
