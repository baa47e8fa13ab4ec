package dev.baksh.client.api;

import java.util.regex.Pattern;

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

    /** Word for a status letter without a documented or configured meaning. */
    private static final String UNKNOWN_WORD = "meaning not known";

    private static final String STATUS = "status";
    private static final Pattern LETTER = Pattern.compile("[A-Z]");

    private final String word;

    StatusMeaning(String word) {
        this.word = word;
    }

    /** Word for messages and for {@link Field#values()}; null for {@link #OTHER}. */
    public String word() {
        return word;
    }

    /** Returns the meaning of a status word of backups and restores (px-api 5), or null if it is not documented. */
    public static StatusMeaning ofPortworx(String status) {
        return switch (status == null ? "" : status) {
            case "Success", "Retained" -> SUCCESS;
            case "PartialSuccess" -> PARTIAL_SUCCESS;
            case "Invalid", "Pending", "InProgress", "Captured" -> IN_PROGRESS;
            case "Failed", "Aborted", "Deleting", "DeletePending", "CloudBackupMissing" -> FAILED;
            default -> null;
        };
    }

    /**
     * Returns the word for a value of a field: the documented or configured word, or {@code meaning not known} for another
     * value of a documented status and for each letter of a status without documentation; null for a value that needs no
     * word.
     *
     * @param documented field of the catalogue, or null
     */
    public static String word(Field documented, String name, Object value) {
        boolean isDocumented = documented != null && !documented.values().isEmpty();
        String word = isDocumented ? documented.word(value) : null;
        boolean isStatus = name.regionMatches(true, name.length() - STATUS.length(), STATUS, 0, STATUS.length());
        if (word != null || value == null || !isStatus) return word;
        String text = value.toString();
        boolean isUnknown =
                isDocumented ? !text.isBlank() : LETTER.matcher(text).matches();
        return isUnknown ? UNKNOWN_WORD : null;
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
