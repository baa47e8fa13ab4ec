package dev.baksh.client.api;

/** What an operation does to the server; declared once, in the catalogue. */
public enum Effect {
    /** Changes nothing; may be sent again. */
    READ,
    /** Sets a state that can be compared and set again: create, update, map. */
    ENSURE,
    /** Starts something whose duplicate costs money: a backup, a scenario's dry run. */
    START,
    /** A duplicate or a surprise does harm: delete, unmap, recover, a scenario's run. */
    DANGER;

    /** True for all but {@link #READ}. */
    public boolean isWrite() {
        return this != READ;
    }
}
