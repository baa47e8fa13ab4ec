package dev.baksh.sandbox;

/** How many requests of a kind are under way, and the most there ever were. */
final class Flights {
    private int now;
    private int most;

    synchronized void begin() {
        most = Math.max(most, ++now);
    }

    synchronized void end() {
        now--;
    }

    synchronized int most() {
        return most;
    }
}
