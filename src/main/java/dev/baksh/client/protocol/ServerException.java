package dev.baksh.client.protocol;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** A server answered, and the answer is not what was asked for. */
public final class ServerException extends BakshException {
    private final int status;
    private final ApiError problem;

    ServerException(ExitCode exit, int status, ApiError problem, String message, String hint) {
        super(exit, message, hint);
        this.status = status;
        this.problem = problem;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The server's words; never null. */
    public ApiError problem() {
        return problem;
    }
}
