package dev.baksh.cli.daemon;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lock that admits one request of the warm process at a time, and delays the end of the process until each caller has its
 * reply. The next request may begin before the caller of the previous one has its exit code, because that caller may
 * send its next call immediately.
 */
final class DaemonRequestSlot {
    private final Semaphore slot = new Semaphore(1);
    /** Phaser with one party for each caller without a reply, and one party for {@link #close}. */
    private final Phaser openReplies = new Phaser(1);

    /**
     * Registers a caller; {@link #replied()} must follow.
     *
     * @return false while another request is being executed
     */
    boolean tryAcquire() {
        openReplies.register();
        return slot.tryAcquire();
    }

    /** Admits the next request. */
    void release() {
        slot.release();
    }

    /** Records that a caller has its reply or has disconnected. */
    void replied() {
        openReplies.arriveAndDeregister();
    }

    /** True while no request is being executed. */
    boolean isIdle() {
        return slot.availablePermits() > 0;
    }

    /**
     * Waits for the current request, admits no further request, and then waits for the open replies.
     *
     * @param replyTimeout longest wait for the replies; a caller that does not read never gets its reply
     */
    void close(Duration replyTimeout) {
        slot.acquireUninterruptibly();
        int phase = openReplies.arriveAndDeregister();
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                openReplies.awaitAdvanceInterruptibly(phase, replyTimeout.toMillis(), TimeUnit.MILLISECONDS);
                break;
            } catch (TimeoutException e) {
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
