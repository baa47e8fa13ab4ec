package dev.baksh.output;

/** Text after an instant, as far as it fits. */
enum TimestampDetail {
    NONE,
    /** Local time of the user, if it is not UTC. */
    LOCAL_TIME,
    /** Local time and age. */
    LOCAL_TIME_AND_AGE
}
