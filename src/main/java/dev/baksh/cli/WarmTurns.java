package dev.baksh.cli;

import dev.baksh.api.Time;
import java.time.Duration;

/**
 * Counter of the requests of the warm process: carries out one at a time, and lets the process end only when each caller has
 * its answer. The next request may begin before the caller of the last one has its exit code, since that caller may come
 * again at once.
 */
final class WarmTurns {
    private boolean busy;
    private int open;

    /** A caller has come; {@link #answered()} must follow. False when another request is being carried out. */
    synchronized boolean begin() {
        open++;
        if (busy) return false;
        busy = true;
        return true;
    }

    /** The request has been carried out, and the next one may begin. */
    synchronized void next() {
        busy = false;
        notifyAll();
    }

    /** The caller has its answer, or is gone. */
    synchronized void answered() {
        open--;
        notifyAll();
    }

    /** True when no request is being carried out. */
    synchronized boolean idle() {
        return !busy;
    }

    /**
     * Waits for the end of the request that is being carried out, and lets no other begin; then waits for the answers.
     *
     * @param patience the longest wait for answers, which a caller that does not read never gets
     */
    synchronized void end(Time time, Duration patience) {
        boolean interrupted = false;
        while (busy) interrupted |= !waited(0);
        busy = true;
        long start = time.nanos();
        for (long left = patience.toMillis(); open > 0 && left > 0; left = left(patience, time.nanos() - start))
            interrupted |= !waited(left);
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static long left(Duration patience, long nanos) {
        return patience.minusNanos(nanos).toMillis();
    }

    /** False when the thread was interrupted. */
    private boolean waited(long millis) {
        try {
            wait(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
