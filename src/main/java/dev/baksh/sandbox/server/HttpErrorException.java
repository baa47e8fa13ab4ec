package dev.baksh.sandbox.server;

/** A request that ends here, with its answer: thrown by what checks, caught where the answer is sent. */
public final class HttpErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ServerResponse answer;

    public HttpErrorException(ServerResponse answer) {
        super(null, null, false, false);
        this.answer = answer;
    }

    ServerResponse answer() {
        return answer;
    }
}
