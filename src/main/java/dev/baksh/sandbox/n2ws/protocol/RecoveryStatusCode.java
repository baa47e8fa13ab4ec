package dev.baksh.sandbox.n2ws.protocol;

/**
 * Letters of the {@code status} of recoveries and scenario records. P is known, and that anything else is an end (n2ws-api
 * 2.5); which end, is an assumption, made here and nowhere else. A client must be told which letter is a good one.
 */
public final class RecoveryStatusCode {
    public static final String IN_PROGRESS = "P";
    /** Assumption: as a finished S3 copy, whose letter is known. */
    public static final String SUCCESS = "S";
    /** Assumption: as a failed S3 copy, whose letter is known. */
    static final String FAILED = "F";

    private RecoveryStatusCode() {}

    /** The letter for a word (success, failed) or a letter as it stands; null for one that never ends (stuck). */
    public static String of(String result) {
        return switch (result) {
            case "success" -> SUCCESS;
            case "failed" -> FAILED;
            case "stuck" -> null;
            default -> result;
        };
    }
}
