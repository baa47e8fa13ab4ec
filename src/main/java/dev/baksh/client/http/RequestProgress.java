package dev.baksh.client.http;

/**
 * Progress of one request: whether only a proxy can have failed so far, and whether a byte may have been sent; a
 * request abandoned before its first byte never sends one.
 */
final class RequestProgress {
    private volatile boolean serverReached;
    private boolean started;
    private boolean abandoned;

    /** Records that the next bytes go to the server, and not to a proxy. */
    void recordServerReached() {
        serverReached = true;
    }

    /**
     * Records that a byte of the request may be sent from now on.
     *
     * @throws IllegalStateException if the request was abandoned before; then no byte is sent
     */
    synchronized void recordStart() {
        if (abandoned) throw new IllegalStateException("the request was abandoned before its first byte");
        serverReached = true;
        started = true;
    }

    /**
     * Gives the request up before its first byte, even if its thread does not end; then no byte is ever sent.
     *
     * @return false if a byte may have been sent already
     */
    synchronized boolean abandon() {
        abandoned = !started;
        return abandoned;
    }

    /** Returns false if only a proxy can have failed or responded. */
    boolean isServerReached() {
        return serverReached;
    }

    /** Returns true if a byte of the request may have been sent. */
    synchronized boolean mayHaveBeenSent() {
        return started;
    }
}
