package dev.baksh.sandbox.server;

/** Exception that carries an error response. {@link EmulatedServer} sends the response. */
public final class HttpErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ServerResponse response;

    public HttpErrorException(ServerResponse response) {
        super(null, null, false, false);
        this.response = response;
    }

    ServerResponse response() {
        return response;
    }
}
