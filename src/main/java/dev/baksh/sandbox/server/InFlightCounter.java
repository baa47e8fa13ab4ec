package dev.baksh.sandbox.server;

/** How many requests of a kind are under way, and the most there ever were. */
public final class InFlightCounter {
    private int now;
    private int most;

    synchronized void begin() {
        most = Math.max(most, ++now);
    }

    synchronized void end() {
        now--;
    }

    public synchronized int most() {
        return most;
    }
}
