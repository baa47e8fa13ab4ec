package dev.baksh.client.api;

/** Exit codes by the reason of the end (contract: src/doc/reference.md, "Exit codes"). */
public enum ExitCode {
    OK(0),
    /** An error in the script, a missing object, or a failed backup. */
    FAILED(1),
    /** A wrong command line, a missing file, or a missing configuration. */
    USAGE(2),
    /** A guard refused the write, or the user declined. */
    REFUSED(3),
    /** Authentication or authorization failed. */
    DENIED(4),
    /** The server cannot be reached or is not trusted. */
    UNREACHABLE(5),
    /** Some operations of a group failed. */
    PARTIAL(6),
    /** The journal or another file of baksh could not be written. */
    JOURNAL(74),
    /** A wait timed out, or an outcome is unknown. */
    UNFINISHED(75),
    /** The terminal was closed: SIGHUP. */
    HUNG_UP(129),
    /** Ctrl-C (SIGINT). */
    INTERRUPTED(130),
    /** SIGTERM. */
    TERMINATED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the number with which the process ends. */
    public int code() {
        return code;
    }
}
