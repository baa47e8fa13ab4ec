package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import java.time.Duration;

/** Looks for a write whose answer was lost, again and again for a while: the server may still be at it. */
final class ReconcileLoop {
    /** Until the first look after a send; then half as long again each time up to {@link #MAX_DELAY}. */
    static final Duration FIRST_DELAY = Duration.ofSeconds(2);

    /** Most lists answer in one second. */
    private static final Duration INTERRUPTED_LOOKUP_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration MAX_DELAY = Duration.ofSeconds(15);

    private final TimeSource time;
    private final ReconcileProgress progress;

    ReconcileLoop(TimeSource time, ReconcileProgress progress) {
        this.time = time;
        this.progress = progress;
    }

    /**
     * What the witness found, or null when it was not there in the whole window, nor after it.
     *
     * @throws BakshException when looking cannot tell, or the last look failed
     */
    Object search(Reconciler reconciler, Duration firstDelay, Duration window) {
        try {
            return searchInWindow(reconciler, firstDelay, window);
        } finally {
            progress.end();
        }
    }

    private Object searchInWindow(Reconciler reconciler, Duration firstDelay, Duration window) {
        long startNanos = time.nanos();
        long endNanos = startNanos + window.toNanos();
        Duration delay = firstDelay;
        BakshException failure = null;
        while (true) {
            long remainingNanos = endNanos - time.nanos();
            pause(Duration.ofNanos(Math.max(0, Math.min(delay.toNanos(), remainingNanos))));
            try {
                failure = null;
                Object found = findConfirmed(reconciler);
                if (found != null) return found;
            } catch (AmbiguousOutcomeException e) {
                throw e;
            } catch (BakshException e) {
                failure = e; // A look that failed is not an empty one: it must not end as "did not find it".
            }
            if (remainingNanos <= 0) break;
            progress.reportNotFound(Duration.ofNanos(time.nanos() - startNanos));
            delay = delay.isZero() ? FIRST_DELAY : delay.multipliedBy(3).dividedBy(2);
            if (delay.compareTo(MAX_DELAY) > 0) delay = MAX_DELAY;
        }
        if (failure != null) throw failure;
        return null;
    }

    /**
     * Looks for a person who has interrupted the call and waits for its end; a server that does not answer soon is not
     * waited for. The thread stays interrupted.
     */
    static Object findBriefly(Reconciler reconciler) {
        Thread searchThread = Thread.currentThread();
        Thread watchdog = new Thread(
                () -> {
                    try {
                        Thread.sleep(INTERRUPTED_LOOKUP_TIMEOUT.toMillis());
                        searchThread.interrupt();
                    } catch (InterruptedException e) {
                        // The look has come to its end.
                    }
                },
                "baksh-glance");
        watchdog.setDaemon(true);
        Thread.interrupted();
        watchdog.start();
        try {
            return findConfirmed(reconciler);
        } finally {
            watchdog.interrupt();
            searchThread.interrupt();
        }
    }

    /** What two looks in a row find: one answer may be older than the write, and show what was there before others. */
    static Object findConfirmed(Reconciler reconciler) {
        return reconciler.find() == null ? null : reconciler.find();
    }

    private void pause(Duration duration) {
        try {
            time.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AmbiguousOutcomeException("interrupted while looking for it");
        }
    }
}
