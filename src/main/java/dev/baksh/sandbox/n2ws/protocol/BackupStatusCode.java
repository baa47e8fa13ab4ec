package dev.baksh.sandbox.n2ws.protocol;

/**
 * Letters of a backup's {@code status}. B and M are known (n2ws-api 2.5); the others are an assumption, made here and nowhere
 * else. A client must not rely on them: {@code end_time} says whether a backup has ended.
 */
public final class BackupStatusCode {
    public static final String SUCCESS = "B";
    public static final String MARKED_FOR_DELETION = "M";
    /** Assumption: as a recovery in progress, whose letter is known. */
    public static final String IN_PROGRESS = "P";
    /** Assumption: as a failed S3 copy, whose letter is known. */
    public static final String FAILED = "F";
    /** Assumption. */
    public static final String PARTIAL = "L";

    /** A failure that never gets an {@code end_time}. */
    public static final String FAILED_WITHOUT_END_TIME = "undated";

    private BackupStatusCode() {}

    /**
     * The letter for a word (success, partial, failed) or a letter as it stands; null for a backup that never ends (stuck). A failed one
     * may be {@code undated}: whether a real one always gets its end is not known.
     */
    public static String of(String result) {
        return switch (result) {
            case "success" -> SUCCESS;
            case "partial" -> PARTIAL;
            case "failed", FAILED_WITHOUT_END_TIME -> FAILED;
            case "stuck" -> null;
            default -> result;
        };
    }
}
