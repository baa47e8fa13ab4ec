package dev.baksh.client.api;

/**
 * The root of everything baksh says has gone wrong.
 *
 * <p>{@link #getMessage()} is one line in the order: which server, what was tried, what came back. {@link #hint()} is the
 * next step, or null. Neither ever holds a secret or unescaped control characters of a server's text.
 */
public class BakshException extends RuntimeException {
    private final ExitCode exit;
    private final String hint;

    public BakshException(ExitCode exit, String message, String hint) {
        super(message);
        this.exit = exit;
        this.hint = hint;
    }

    public BakshException(ExitCode exit, String message, String hint, Throwable cause) {
        super(message, cause);
        this.exit = exit;
        this.hint = hint;
    }

    public static BakshException failure(String message, String hint) {
        return new BakshException(ExitCode.FAILED, message, hint);
    }

    public static BakshException usageError(String message, String hint) {
        return new BakshException(ExitCode.USAGE, message, hint);
    }

    public static BakshException refusal(String message, String hint) {
        return new BakshException(ExitCode.REFUSED, message, hint);
    }

    /** The kind of end, which is also the exit code. */
    public ExitCode exit() {
        return exit;
    }

    /** The next step for the reader, one or more lines, or null. */
    public String hint() {
        return hint;
    }
}
