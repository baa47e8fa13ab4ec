package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** No whole answer came. */
public final class TransportException extends BakshException {
    private final boolean mayHaveBeenSent;
    private final boolean retryable;

    public TransportException(
            ExitCode exit, String message, String hint, boolean mayHaveBeenSent, boolean retryable, Throwable cause) {
        super(exit, message, hint, cause);
        this.mayHaveBeenSent = mayHaveBeenSent;
        this.retryable = retryable;
    }

    /** False when it is certain that no byte of the request left: the server cannot have acted. */
    public boolean mayHaveBeenSent() {
        return mayHaveBeenSent;
    }

    /** True when the same request may well succeed a moment later; false for a wrong name or an untrusted key. */
    public boolean isRetryable() {
        return retryable;
    }
}
