package dev.baksh.script.runbook;

/** Interface to the user who runs a runbook: approvals, questions and notices. */
public interface Operator {
    /**
     * Asks the user to approve.
     *
     * @return name of the user and means of approval, for the journal; null when declined
     * @throws BakshException (exit 3) no user can be asked
     */
    String requestApproval(String question);

    /**
     * Asks the user for an answer.
     *
     * @return null at the end of the input
     * @throws BakshException (exit 3) no user can be asked
     */
    String ask(String question);

    /** Asks the user for a secret like {@link #ask}; the answer is not shown, and is redacted in all later output. */
    default String askSecret(String question) {
        return ask(question);
    }

    /** Returns true when a user can be asked. */
    boolean isPresent();

    /** Prints a line for the user, never to the standard output. */
    void printNotice(String line);
}
