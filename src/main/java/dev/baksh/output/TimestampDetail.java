package dev.baksh.output;

/** What stands behind an instant, as far as there is room. */
enum TimestampDetail {
    NONE,
    /** The local time of the person at the terminal, where it is another than UTC. */
    LOCAL_TIME,
    /** The age as well. */
    LOCAL_TIME_AND_AGE
}
