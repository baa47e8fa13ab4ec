package dev.baksh.client.journal;

import java.util.Map;

/**
 * Outcome that a user or a resume has determined later for a write with unknown outcome.
 *
 * @param happened true when the server did the write
 * @param settledBy source of the statement: a user and a machine, or a resume
 * @param note further information, or null
 */
public record Settlement(boolean happened, String settledBy, String note) {
    /** Returns the settlement of an event of kind SETTLED. */
    public static Settlement of(JournalEvent event) {
        boolean happened = Boolean.TRUE.equals(event.data().get("happened"));
        return new Settlement(happened, String.valueOf(event.data().get("by")), event.text("note"));
    }

    Map<String, Object> toData(long intent) {
        return JournalEvent.data("intent", intent, "happened", happened, "by", settledBy, "note", note);
    }

    /** Returns {@code it happened, says alice on ops1: the backup is 241}. */
    public String describe() {
        return (happened ? "it happened" : "it did not happen") + ", says " + settledBy
                + (note == null ? "" : ": " + note);
    }
}
