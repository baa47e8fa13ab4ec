package dev.baksh.script.runbook;

import java.time.Duration;
import java.time.Instant;

/** {@code now}, or so long before or after it: known when a run begins. */
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
