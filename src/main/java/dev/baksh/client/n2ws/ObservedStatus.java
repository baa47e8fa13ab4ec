package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * The status letter of what is waited for, and since when it has it.
 *
 * @param since when the wait saw it first
 * @param changed it came in place of another while it was waited for; otherwise it may be older
 */
record ObservedStatus(Object statusCode, Instant since, boolean changed) {
    /** As the row shows it now; the same as before while the letter is. */
    static ObservedStatus of(Row row, Instant now, ObservedStatus previous) {
        Object statusCode = row.get("status");
        if (previous != null && Objects.equals(previous.statusCode(), statusCode)) return previous;
        return new ObservedStatus(statusCode, now.truncatedTo(ChronoUnit.SECONDS), previous != null);
    }

    /** {@code F since 2026-03-04T05:06:07Z}. */
    String describe() {
        return statusCode + " since " + since + (changed ? "" : " or before");
    }
}
