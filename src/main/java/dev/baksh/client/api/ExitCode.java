package dev.baksh.client.api;

/** The kinds of end that a caller can tell apart, each with its exit code (contract: src/doc/reference.md, "Exit codes"). */
public enum ExitCode {
    OK(0),
    /** An error in the script, a thing that does not exist, a backup that failed. */
    FAILED(1),
    /** Wrong words on the command line, a missing file, nothing configured. */
    USAGE(2),
    /** A guard refused, or a person declined. */
    REFUSED(3),
    /** Authentication or permission. */
    DENIED(4),
    /** The server cannot be reached or is not trusted. */
    UNREACHABLE(5),
    /** Some of many failed. */
    PARTIAL(6),
    /** The journal could not be written, so nothing was sent. */
    JOURNAL(74),
    /** A wait timed out, or an outcome is unknown. */
    UNFINISHED(75),
    /** The terminal went away: HUP. */
    HUNG_UP(129),
    /** Ctrl-C. */
    INTERRUPTED(130),
    /** TERM. */
    TERMINATED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
