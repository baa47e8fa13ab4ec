package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** No whole answer came. */
public final class TransportException extends BakshException {
    private final boolean sent;
    private final boolean passing;

    public TransportException(
            ExitCode exit, String message, String hint, boolean sent, boolean passing, Throwable cause) {
        super(exit, message, hint, cause);
        this.sent = sent;
        this.passing = passing;
    }

    /** False when it is certain that no byte of the request left: the server cannot have acted. */
    public boolean sent() {
        return sent;
    }

    /** True when the same request may well succeed a moment later; false for a wrong name or an untrusted key. */
    public boolean passing() {
        return passing;
    }
}
