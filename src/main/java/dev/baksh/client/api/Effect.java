package dev.baksh.client.api;

/** Effect of an operation on the server, as declared in the catalogue: READ, ENSURE, START or DANGER. */
public enum Effect {
    /** Changes nothing; may be retried. */
    READ,
    /** Sets a state that baksh can compare and set again: create, update, map. */
    ENSURE,
    /** Starts a job whose duplicate costs money: a backup, a scenario's dry run. */
    START,
    /** A duplicate or an unintended request does harm: delete, unmap, recover, a scenario's run. */
    DANGER;

    /** Returns true for all effects except {@link #READ}. */
    public boolean isWrite() {
        return this != READ;
    }
}
