package dev.baksh.script.runbook;

/**
 * Options of {@code baksh resume}. At most one option is set, to the name of a step.
 *
 * @param from the results of this step and of all later steps are discarded
 * @param only no other step runs
 * @param skip this step is skipped, now and later
 * @param resend the writes of this step with an unknown outcome are sent again
 * @param accept the writes of this step may differ from the writes in the journal
 */
public record ResumeOptions(String from, String only, String skip, String resend, String accept) {
    /** Continues at the point of interruption. */
    public static final ResumeOptions DEFAULT = new ResumeOptions(null, null, null, null, null);
}
