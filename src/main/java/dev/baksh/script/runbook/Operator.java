package dev.baksh.script.runbook;

/** The person who runs a runbook, as far as there is one. */
public interface Operator {
    /**
     * Puts a question that must be agreed to.
     *
     * @return who agreed and how, for the record; null when declined
     * @throws BakshException (exit 3) no user can be asked
     */
    String requestApproval(String question);

    /**
     * Puts a question that is answered in words.
     *
     * @return null at the end of the input
     * @throws BakshException (exit 3) no user can be asked
     */
    String ask(String question);

    /** Someone is there to be asked. */
    boolean isPresent();

    /** A line for the person, never among the results. */
    void printNotice(String line);
}
