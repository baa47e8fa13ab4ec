package dev.baksh.client.exchange

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

/** Time that is turned by hand: waiting is turning. The sandbox follows it by {@link #clock}. */
@CompileStatic
class ManualTime implements TimeSource {
    static final Instant START = Instant.parse('2026-03-04T05:06:07Z')

    private Duration gone = Duration.ZERO
    private Duration wall = Duration.ZERO
    private List<Duration> pauses = []

    /** What is to happen while somebody waits; gets the length. */
    Closure<?> during = {}

    /** Both clocks go on. */
    synchronized ManualTime turn(Duration by) {
        gone = gone + by
        return this
    }

    /** The wall clock alone jumps, as when it is corrected or the machine slept. */
    synchronized void jump(Duration by) {
        wall = wall + by
    }

    synchronized Duration getGone() { gone }

    synchronized List<Duration> getPauses() { new ArrayList<>(pauses) }

    @Override
    synchronized Instant now() { START + gone + wall }

    @Override
    synchronized long nanos() { gone.toNanos() }

    @Override
    void pause(Duration length) {
        synchronized (this) {
            pauses << length
            turn(length)
        }
        during.call(length)
    }

    /** The server's clock: it knows nothing of the jumps of ours. */
    Clock clock(Duration skew = Duration.ZERO) {
        return new Clock() {
            @Override
            Instant instant() { START + ManualTime.this.getGone() + skew }

            @Override
            ZoneId getZone() { ZoneOffset.UTC }

            @Override
            Clock withZone(ZoneId zone) { throw new UnsupportedOperationException() }
        }
    }
}
