package dev.baksh.client.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is said, after somebody has looked, of a write whose outcome was not known.
 *
 * @param happened the server did it
 * @param settledBy       who says so: a user and a machine, or a resume
 * @param note     what else a reader should know, or null
 */
public record Settlement(boolean happened, String settledBy, String note) {
    /** What an event of the kind SETTLED says. */
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

    /** {@code it happened, says alice on ops1: the backup is 241}. */
    public String describe() {
        return (happened ? "it happened" : "it did not happen") + ", says " + settledBy
                + (note == null ? "" : ": " + note);
    }
}
