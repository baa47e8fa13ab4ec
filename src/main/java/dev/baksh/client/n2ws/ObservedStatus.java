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
record ObservedStatus(Object letter, Instant since, boolean changed) {
    /** As the row shows it now; the same as before while the letter is. */
    static ObservedStatus of(Row row, Instant now, ObservedStatus before) {
        Object letter = row.get("status");
        if (before != null && Objects.equals(before.letter(), letter)) return before;
        return new ObservedStatus(letter, now.truncatedTo(ChronoUnit.SECONDS), before != null);
    }

    /** {@code F since 2026-03-04T05:06:07Z}. */
    String words() {
        return letter + " since " + since + (changed ? "" : " or before");
    }
}
