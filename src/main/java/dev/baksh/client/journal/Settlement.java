package dev.baksh.client.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Manual resolution of a write with unknown outcome.
 *
 * @param happened true when the server did the write
 * @param settledBy source of the statement: a user and a machine, or a resume
 * @param note further information, or null
 */
public record Settlement(boolean happened, String settledBy, String note) {
    /** Returns the settlement of an event of kind SETTLED. */
    public static Settlement of(JournalEvent event) {
        Object note = event.data().get("note");
        return new Settlement(
                Boolean.TRUE.equals(event.data().get("happened")),
                String.valueOf(event.data().get("by")),
                note == null ? null : note.toString());
    }

    Map<String, Object> toData(long intent) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("intent", intent);
        data.put("happened", happened);
        data.put("by", settledBy);
        if (note != null) data.put("note", note);
        return data;
    }

    /** Returns {@code it happened, says alice on ops1: the backup is 241}. */
    public String describe() {
        return (happened ? "it happened" : "it did not happen") + ", says " + settledBy
                + (note == null ? "" : ": " + note);
    }
}
