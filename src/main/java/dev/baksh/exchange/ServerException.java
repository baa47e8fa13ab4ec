package dev.baksh.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** A server answered, and the answer is not what was asked for. */
public final class ServerException extends BakshException {
    private final int status;
    private final Problem problem;

    ServerException(ExitCode exit, int status, Problem problem, String message, String hint) {
        super(exit, message, hint);
        this.status = status;
        this.problem = problem;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The server's words; never null. */
    public Problem problem() {
        return problem;
    }
}
