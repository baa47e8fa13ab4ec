package dev.baksh.sandbox.server;

/** A request that ends here, with its answer: thrown by what checks, caught where the answer is sent. */
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
