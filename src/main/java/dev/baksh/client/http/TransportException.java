package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.config.ServerConfig;
import java.io.IOException;

/** Exception of a request without a complete response. */
public final class TransportException extends BakshException {
    private final boolean mayHaveBeenSent;
    private final boolean retryable;

    /**
     * @param mayHaveBeenSent true if the server may have received a part of the request
     * @param retryable true if a retry may succeed, such as after a reset connection
     */
    public TransportException(
            ExitCode exit, String message, String hint, boolean mayHaveBeenSent, boolean retryable, Throwable cause) {
        super(exit, message, hint, cause);
        this.mayHaveBeenSent = mayHaveBeenSent;
        this.retryable = retryable;
    }

    /** Creates a failure without retry; the request was not sent. */
    static TransportException permanent(ServerConfig server, String message, String hint, IOException e) {
        return new TransportException(ExitCode.UNREACHABLE, server.label() + ": " + message, hint, false, false, e);
    }

    /** Creates a failure that may end; see {@link #mayHaveBeenSent}. */
    static TransportException retryable(
            ServerConfig server, String message, String hint, boolean mayHaveBeenSent, IOException e) {
        return new TransportException(
                ExitCode.UNREACHABLE, server.label() + ": " + message, hint, mayHaveBeenSent, true, e);
    }

    /** Returns false if certainly no byte of the request was sent, so that the server cannot have executed it. */
    public boolean mayHaveBeenSent() {
        return mayHaveBeenSent;
    }

    /** Returns true if a retry may succeed; false for example for a wrong host name or an untrusted key. */
    public boolean isRetryable() {
        return retryable;
    }
}
