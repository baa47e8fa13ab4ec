package dev.baksh.output;

/** What stands behind an instant, as far as there is room. */
enum TimestampDetail {
    NOTHING,
    /** The local time of the person at the terminal, where it is another than UTC. */
    LOCAL,
    /** The age as well. */
    AGE
}
