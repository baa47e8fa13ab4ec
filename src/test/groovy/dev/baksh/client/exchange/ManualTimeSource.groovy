package dev.baksh.client.exchange

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

/** Time source that advances only by calls: a pause advances the time. The sandbox follows it by {@link #clock}. */
@CompileStatic
class ManualTimeSource implements TimeSource {
    static final Instant START = Instant.parse('2026-03-04T05:06:07Z')

    private Duration elapsed = Duration.ZERO
    private Duration wallClockOffset = Duration.ZERO
    private List<Duration> pauses = []

    /** Runs during each pause; receives its length. */
    Closure<?> onPause = {}

    /** Advances both clocks. */
    synchronized ManualTimeSource advance(Duration duration) {
        elapsed = elapsed + duration
        return this
    }

    /** Moves only the wall clock, as a clock correction or a sleep of the machine does. */
    synchronized void jumpWallClock(Duration duration) {
        wallClockOffset = wallClockOffset + duration
    }

    synchronized Duration getElapsed() { elapsed }

    synchronized List<Duration> getPauses() { new ArrayList<>(pauses) }

    @Override
    synchronized Instant now() { START + elapsed + wallClockOffset }

    @Override
    synchronized long nanos() { elapsed.toNanos() }

    @Override
    void pause(Duration pauseLength) {
        synchronized (this) {
            pauses << pauseLength
            advance(pauseLength)
        }
        onPause.call(pauseLength)
    }

    /** Clock of the server; {@link #jump} does not move it. */
    Clock serverClock(Duration skew = Duration.ZERO) {
        return new Clock() {
            @Override
            Instant instant() { START + ManualTimeSource.this.getElapsed() + skew }

            @Override
            ZoneId getZone() { ZoneOffset.UTC }

            @Override
            Clock withZone(ZoneId zone) { throw new UnsupportedOperationException() }
        }
    }
}
