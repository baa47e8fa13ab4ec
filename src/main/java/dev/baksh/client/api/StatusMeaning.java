package dev.baksh.client.api;

import java.util.Map;

/**
 * Meaning of a status value. The meanings of N2WS letters are the words of the catalogue ({@link Field#values()}) and of the
 * configuration of a server; Portworx documents words. Every other value has no known meaning: it is neither a success nor a
 * failure.
 */
public enum StatusMeaning {
    SUCCESS("success"),
    PARTIAL_SUCCESS("partial success"),
    FAILED("failed"),
    IN_PROGRESS("in progress"),
    /** Another documented meaning, such as {@code marked for deletion}. */
    OTHER(null);

    /** Words of Portworx (px-api 5), for backups and restores. */
    private static final Map<String, StatusMeaning> PORTWORX_WORDS = Map.ofEntries(
            Map.entry("Success", SUCCESS),
            Map.entry("Retained", SUCCESS),
            Map.entry("PartialSuccess", PARTIAL_SUCCESS),
            Map.entry("Invalid", IN_PROGRESS),
            Map.entry("Pending", IN_PROGRESS),
            Map.entry("InProgress", IN_PROGRESS),
            Map.entry("Captured", IN_PROGRESS),
            Map.entry("Failed", FAILED),
            Map.entry("Aborted", FAILED),
            Map.entry("Deleting", FAILED),
            Map.entry("DeletePending", FAILED),
            Map.entry("CloudBackupMissing", FAILED));

    private final String word;

    StatusMeaning(String word) {
        this.word = word;
    }

    /** Word for messages and for {@link Field#values()}; null for {@link #OTHER}. */
    public String word() {
        return word;
    }

    /** Returns the meaning of a status word of Portworx, or null if the word is not documented. */
    public static StatusMeaning ofPortworx(String status) {
        return status == null ? null : PORTWORX_WORDS.get(status);
    }

    /** Returns the meaning of a value of a field of a row of this noun, or null if the meaning is not known. */
    public static StatusMeaning of(Noun noun, String field, Object value) {
        if (value == null) return null;
        Field documented = noun == null ? null : noun.field(field);
        if (documented == null || documented.values().isEmpty())
            return noun != null && noun.server().equals("n2ws") ? null : ofPortworx(value.toString());
        String word = documented.word(value);
        if (word == null) return null;
        for (StatusMeaning meaning : values()) if (word.equals(meaning.word)) return meaning;
        return OTHER;
    }
}
