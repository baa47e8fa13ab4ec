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
        /** The dry run printed a write of the input instead of sending the write. */
        REHEARSED,
        /** The input failed or was interrupted. */
        FAILED
    }

    SessionInput withOutcome(Outcome newOutcome) {
        return new SessionInput(text, newOutcome, dryRun, servers);
    }
}
