package dev.baksh.sandbox.n2ws.protocol;

/**
 * Constants of the status letters of emulated recoveries and scenario records, with the letter for each simulated
 * result. Known: P means in progress, and every other letter means finished (n2ws-api 2.5). The meaning of the other
 * letters is an assumption and is defined only here. The user of a client must configure which letters mean success.
 */
public final class RecoveryStatusCode {
    public static final String IN_PROGRESS = "P";
    /** Assumption: recoveries use the same letter as finished S3 copies, whose letter is known. */
    public static final String SUCCESS = "S";
    /** Assumption: recoveries use the same letter as failed S3 copies, whose letter is known. */
    static final String FAILED = "F";

    private RecoveryStatusCode() {}

    /**
     * Returns the letter for a result (success, failed), a letter unchanged, or null for a recovery that never ends
     * (stuck).
     */
    public static String of(String result) {
        return switch (result) {
            case "success" -> SUCCESS;
            case "failed" -> FAILED;
            case "stuck" -> null;
            default -> result;
        };
    }
}
