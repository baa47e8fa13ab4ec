package dev.baksh.client.protocol;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** Exception of an error response of a server. */
public final class ServerException extends BakshException {
    private final int status;
    private final ApiError error;

    ServerException(ExitCode exit, int status, ApiError error, String message, String hint) {
        super(exit, message, hint);
        this.status = status;
        this.error = error;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The error of the server; never null. */
    public ApiError error() {
        return error;
    }
}
