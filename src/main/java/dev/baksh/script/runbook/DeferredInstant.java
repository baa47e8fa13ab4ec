package dev.baksh.script.runbook;

import java.time.Duration;
import java.time.Instant;

/** {@code now}, or so long before or after it: known when a run begins. */
record DeferredInstant(Duration after) {
    Instant at(Instant now) {
        return now.plus(after);
    }

    @Override
    public String toString() {
        if (after.isZero()) return "now";
        return ParameterParser.words(after.abs()) + (after.isNegative() ? " ago" : " from now");
    }
}
