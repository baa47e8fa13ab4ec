package dev.baksh.script.session;

/**
 * Input of a session with its outcome.
 *
 * @param text source of the input
 * @param dryRun true when a dry run was on
 */
public record SessionInput(String text, Outcome outcome, boolean dryRun) {
    public enum Outcome {
        DONE,
        /** The dry run printed a write of the input instead of sending the write. */
        REHEARSED,
        /** The input failed or was interrupted. */
        FAILED
    }
}
