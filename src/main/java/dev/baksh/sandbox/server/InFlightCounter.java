package dev.baksh.sandbox.server;

/** Counter of concurrent requests, with their maximum. */
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
