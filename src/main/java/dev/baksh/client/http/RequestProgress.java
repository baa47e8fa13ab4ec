package dev.baksh.client.http;

/** Progress of one request: how far the request came decides who can have failed, and whether the server may have acted. */
final class RequestProgress {
    private volatile boolean serverReached;
    private volatile boolean started;

    /** Records that the next bytes go to the server, and not to a proxy. */
    void recordServerReached() {
        serverReached = true;
    }

    /** Records that a byte of the request may have been sent. */
    void recordStart() {
        serverReached = true;
        started = true;
    }

    /** Returns false if only a proxy can have failed or responded. */
    boolean isServerReached() {
        return serverReached;
    }

    /** Returns true if a byte of the request may have been sent. */
    boolean mayHaveBeenSent() {
        return started;
    }
}
