package dev.baksh.client.protocol;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** Exception of an error response of a server. */
public final class ServerException extends BakshException {
    private final int status;

    ServerException(ExitCode exit, int status, String message, String hint) {
        super(exit, message, hint);
        this.status = status;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }
}
