package dev.baksh.sandbox.n2ws.protocol;

/**
 * Status letters of emulated backups. B and M are known (n2ws-api 2.5); the others are an assumption and are defined
 * only here. A client must not rely on them: {@code end_time} shows that a backup has ended.
 */
public final class BackupStatusCode {
    public static final String SUCCESS = "B";
    public static final String MARKED_FOR_DELETION = "M";
    /** Assumption: backups use the same letter as recoveries in progress, whose letter is known. */
    public static final String IN_PROGRESS = "P";
    /** Assumption: backups use the same letter as failed S3 copies, whose letter is known. */
    public static final String FAILED = "F";
    /** Assumption. */
    public static final String PARTIAL = "L";

    /** Result of a failed backup that never gets an {@code end_time}. */
    public static final String FAILED_WITHOUT_END_TIME = "undated";

    private BackupStatusCode() {}

    /**
     * Returns the letter for a result (success, partial, failed), a letter unchanged, or null for a backup that never
     * ends (stuck). The result {@code undated} exists because the real server may omit the end time of a failed backup.
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
