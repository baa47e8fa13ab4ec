package dev.baksh.sandbox

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

/** Clock that is advanced manually. */
class ManualClock extends Clock {
    volatile Instant now = Instant.parse('2026-03-04T05:06:07Z')

    void advance(Duration duration) {
        now = now + duration
    }

    @Override
    Instant instant() {
        return now
    }

    @Override
    ZoneId getZone() {
        return ZoneOffset.UTC
    }

    @Override
    Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException()
    }
}
