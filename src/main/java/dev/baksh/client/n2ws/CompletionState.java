package dev.baksh.client.n2ws;

/** How something that was started stands. */
enum CompletionState {
    RUNNING,
    GOOD,
    /** Well, but not all of it: a success with a warning. */
    PARTIAL,
    /** Ended, and not known to have ended well. */
    BAD
}
