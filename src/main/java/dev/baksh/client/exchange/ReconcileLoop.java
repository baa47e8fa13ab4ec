package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import java.time.Duration;

/** Looks for a write whose answer was lost, again and again for a while: the server may still be at it. */
final class ReconcileLoop {
    /** Until the first look after a send; then half as long again each time up to {@link #LONGEST}. */
    static final Duration FIRST = Duration.ofSeconds(2);

    /** Most lists answer in one second. */
    private static final Duration GLANCE = Duration.ofSeconds(3);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final TimeSource time;
    private final ReconcileProgress told;

    ReconcileLoop(TimeSource time, ReconcileProgress told) {
        this.time = time;
        this.told = told;
    }

    /**
     * What the witness found, or null when it was not there in the whole window, nor after it.
     *
     * @throws BakshException when looking cannot tell, or the last look failed
     */
    Object look(Reconciler witness, Duration first, Duration window) {
        try {
            return lookOn(witness, first, window);
        } finally {
            told.end();
        }
    }

    private Object lookOn(Reconciler witness, Duration first, Duration window) {
        long begin = time.nanos();
        long end = begin + window.toNanos();
        Duration wait = first;
        BakshException failed = null;
        while (true) {
            long left = end - time.nanos();
            pause(Duration.ofNanos(Math.max(0, Math.min(wait.toNanos(), left))));
            try {
                failed = null;
                Object found = seen(witness);
                if (found != null) return found;
            } catch (AmbiguousOutcomeException e) {
                throw e;
            } catch (BakshException e) {
                failed = e; // A look that failed is not an empty one: it must not end as "did not find it".
            }
            if (left <= 0) break;
            told.looked(Duration.ofNanos(time.nanos() - begin));
            wait = wait.isZero() ? FIRST : wait.multipliedBy(3).dividedBy(2);
            if (wait.compareTo(LONGEST) > 0) wait = LONGEST;
        }
        if (failed != null) throw failed;
        return null;
    }

    /**
     * Looks for a person who has interrupted the call and waits for its end; a server that does not answer soon is not
     * waited for. The thread stays interrupted.
     */
    static Object glance(Reconciler witness) {
        Thread looking = Thread.currentThread();
        Thread watch = new Thread(
                () -> {
                    try {
                        Thread.sleep(GLANCE.toMillis());
                        looking.interrupt();
                    } catch (InterruptedException e) {
                        // The look has come to its end.
                    }
                },
                "baksh-glance");
        watch.setDaemon(true);
        Thread.interrupted();
        watch.start();
        try {
            return seen(witness);
        } finally {
            watch.interrupt();
            looking.interrupt();
        }
    }

    /** What two looks in a row find: one answer may be older than the write, and show what was there before others. */
    static Object seen(Reconciler witness) {
        return witness.look() == null ? null : witness.look();
    }

    private void pause(Duration length) {
        try {
            time.pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AmbiguousOutcomeException("interrupted while looking for it");
        }
    }
}
