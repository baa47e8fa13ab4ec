package dev.baksh.client.n2ws;

/** How something that was started stands. */
enum CompletionState {
    RUNNING,
    SUCCEEDED,
    /** Well, but not all of it: a success with a warning. */
    PARTIALLY_SUCCEEDED,
    /** Ended, and not known to have ended well. */
    FAILED
}
