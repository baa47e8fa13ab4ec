package dev.baksh.script.session;

import java.util.Map;

/**
 * Input of a session with its outcome.
 *
 * @param text source of the input
 * @param dryRun true when a dry run was on
 * @param servers name of the server in use by kind: {@code n2ws}, {@code px}
 */
public record SessionInput(String text, Outcome outcome, boolean dryRun, Map<String, String> servers) {
    public enum Outcome {
        DONE,
        /** A write of the input was not sent: the dry run printed it, a guard refused it, or the user declined it. */
        NOT_SENT,
        /** The input failed or was interrupted. */
        FAILED
    }

    SessionInput withOutcome(Outcome newOutcome) {
        return new SessionInput(text, newOutcome, dryRun, servers);
    }
}
