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
        /** A write of the input was printed by a dry run and not sent. */
        REHEARSED,
        /** The input failed or was interrupted. */
        FAILED
    }
}
