package dev.baksh.client.n2ws;

import dev.baksh.client.config.ServerConfig;
import java.util.Objects;

/**
 * Formatter that turns status letters of N2WS into words, if a letter is documented (n2ws-api 2.5) or configured; no
 * other letter has a meaning.
 */
final class StatusWords {
    private StatusWords() {}

    /** Returns {@code status F (failed)}, or only the letter if its meaning is not known. */
    static String describe(ServerConfig server, Object status, boolean isBackup) {
        String word = status == null ? null : word(server, status.toString(), isBackup);
        return "status " + status + (word == null ? "" : " (" + word + ")");
    }

    private static String word(ServerConfig server, String letter, boolean isBackup) {
        if (isBackup && letter.equals(BackupCompletion.SUCCESS_STATUS)) return "success";
        if (isBackup && letter.equals("M")) return "marked for deletion";
        if (!isBackup && letter.equals(RecoveryCompletion.IN_PROGRESS_STATUS)) return "in progress";
        if (Objects.equals(letter, isBackup ? server.partialStatus() : server.recoveredStatus()))
            return isBackup ? "partial success" : "success";
        return server.failedStatuses().contains(letter) ? "failed" : null;
    }
}
