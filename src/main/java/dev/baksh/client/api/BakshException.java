package dev.baksh.client.api;

/**
 * Base class of all errors that baksh reports.
 *
 * <p>{@link #getMessage()} is one line in this order: server, attempted operation, result. {@link #hint()} is the next
 * step, or null. Neither contains a secret or unescaped control characters from a server.
 */
public class BakshException extends RuntimeException {
    private final ExitCode exit;
    private final String hint;

    /**
     * Creates an exception without a cause.
     *
     * @param message one line: server, attempted operation, result
     * @param hint next step for the user, one or more lines, or null
     */
    public BakshException(ExitCode exit, String message, String hint) {
        this(exit, message, hint, null);
    }

    public BakshException(ExitCode exit, String message, String hint, Throwable cause) {
        super(message, cause);
        this.exit = exit;
        this.hint = hint;
    }

    /** Returns the exception of an operation that failed (exit code 1). */
    public static BakshException failure(String message, String hint) {
        return new BakshException(ExitCode.FAILED, message, hint);
    }

    /** Returns the exception of a wrong argument, option or setting (exit code 2); nothing was sent. */
    public static BakshException usageError(String message, String hint) {
        return new BakshException(ExitCode.USAGE, message, hint);
    }

    /** Returns the exception of an operation that baksh refuses (exit code 3); nothing was sent. */
    public static BakshException refusal(String message, String hint) {
        return new BakshException(ExitCode.REFUSED, message, hint);
    }

    /** Sets the interrupt flag of this thread, and returns the error for the interrupted wait (exit code 130). */
    public static BakshException interrupted(String message) {
        Thread.currentThread().interrupt();
        return new BakshException(ExitCode.INTERRUPTED, message, null);
    }

    /** Returns the exception of this type among an exception and its causes, or null. */
    public static <T> T findCause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) if (type.isInstance(t)) return type.cast(t);
        return null;
    }

    /** Exit code of the process for this error. */
    public ExitCode exit() {
        return exit;
    }

    /** Next step for the user, one or more lines, or null. */
    public String hint() {
        return hint;
    }
}
