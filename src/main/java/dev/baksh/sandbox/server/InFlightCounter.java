package dev.baksh.sandbox.server;

/** How many requests of a kind are under way, and the most there ever were. */
public final class InFlightCounter {
    private int current;
    private int max;

    synchronized void increment() {
        max = Math.max(max, ++current);
    }

    synchronized void decrement() {
        current--;
    }

    public synchronized int max() {
        return max;
    }
}
