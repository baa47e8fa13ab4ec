package dev.baksh.sandbox.n2ws.protocol;

/**
 * Status letters of emulated recoveries and scenario records. Known: P, and that each other letter means the end
 * (n2ws-api 2.5). The meaning of the other letters is an assumption and is defined only here. The user of a client
 * must configure which letters mean success.
 */
public final class RecoveryStatusCode {
    public static final String IN_PROGRESS = "P";
    /** Assumption: the letter of a finished S3 copy, which is known. */
    public static final String SUCCESS = "S";
    /** Assumption: the letter of a failed S3 copy, which is known. */
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
