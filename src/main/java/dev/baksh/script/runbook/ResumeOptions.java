package dev.baksh.script.runbook;

/**
 * How a run is gone on with: at most one of them is not null, each the name of a step.
 *
 * @param from   what is on record of it and of all after it is forgotten
 * @param only   no other step is run
 * @param skip   it is left out, now and later
 * @param resend its writes of which nobody knows what became are sent again
 * @param accept its writes may be others than before
 */
public record ResumeOptions(String from, String only, String skip, String resend, String accept) {
    /** From where it stopped. */
    public static final ResumeOptions DEFAULT = new ResumeOptions(null, null, null, null, null);
}
