package dev.baksh.cli.daemon;

import dev.baksh.client.api.TimeSource;
import java.time.Duration;

/**
 * Lock that admits one request of the warm process at a time, and delays the end of the process until each caller has its
 * reply. The next request may begin before the caller of the previous one has its exit code, because that caller may send its
 * next call immediately.
 */
final class DaemonRequestSlot {
    private boolean busy;
    private int openReplies;

    /**
     * Registers a caller; {@link #replied()} must follow.
     *
     * @return false while another request is being executed
     */
    synchronized boolean tryAcquire() {
        openReplies++;
        if (busy) return false;
        busy = true;
        return true;
    }

    /** Admits the next request. */
    synchronized void release() {
        busy = false;
        notifyAll();
    }

    /** Records that a caller has its reply or has disconnected. */
    synchronized void replied() {
        openReplies--;
        notifyAll();
    }

    /** True while no request is being executed. */
    synchronized boolean isIdle() {
        return !busy;
    }

    /**
     * Waits for the current request, admits no further request, and then waits for the open replies.
     *
     * @param replyTimeout longest wait for the replies; a caller that does not read never gets its reply
     */
    synchronized void close(TimeSource time, Duration replyTimeout) {
        boolean interrupted = false;
        while (busy) interrupted |= !waitFor(0);
        busy = true;
        long startNanos = time.nanos();
        for (long left = replyTimeout.toMillis();
                openReplies > 0 && left > 0;
                left = replyTimeout.minusNanos(time.nanos() - startNanos).toMillis()) interrupted |= !waitFor(left);
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Waits for a change; false if the thread was interrupted. */
    private boolean waitFor(long millis) {
        try {
            wait(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
