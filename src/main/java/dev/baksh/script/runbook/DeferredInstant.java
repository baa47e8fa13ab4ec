package dev.baksh.script.runbook;

import java.time.Duration;
import java.time.Instant;

/** Instant relative to {@code now}, which is known at the start of a run. */
record DeferredInstant(Duration offset) {
    Instant resolve(Instant now) {
        return now.plus(offset);
    }

    @Override
    public String toString() {
        if (offset.isZero()) return "now";
        return ParameterParser.formatDuration(offset.abs()) + (offset.isNegative() ? " ago" : " from now");
    }
}
