package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.thread.InternalThread;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/** Polling loop that looks for the result of a write with a lost response: the server may still execute the write. */
record ReconcileLoop(TimeSource time, Progress progress) {
    /** Delay before the first lookup after a send. Each later delay is 1.5 times as long, up to {@link #MAX_DELAY}. */
    static final Duration FIRST_DELAY = Duration.ofSeconds(2);

    /** Most lists arrive within one second. */
    private static final Duration INTERRUPTED_LOOKUP_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration MAX_DELAY = Duration.ofSeconds(15);

    /**
     * Notices and progress messages of a reconciliation.
     *
     * @param subject start of the messages: the server and the description of the call
     * @param window the maximum time of the reconciliation
     */
    record Progress(NoticeListener notices, String subject, Duration window) {
        /** @param reason the reason for the reconciliation */
        void begin(String reason) {
            String limit = window.isZero() ? "" : " for at most " + window.toSeconds() + " s";
            notices.showNotice(subject + ": " + reason + "; looking for the result on the server" + limit);
        }

        void reportNotFound(Duration elapsed) {
            notices.showProgress(
                    subject + ": not found yet, " + elapsed.toSeconds() + " s of " + window.toSeconds() + " s");
        }

        void reportFound(String description) {
            notices.showNotice(subject + ": found: " + description + "; the write was not sent again");
        }
    }

    /**
     * Looks repeatedly until the window ends; the last lookup is at its end. A found result is looked up again after its
     * {@link Reconciler#settleTime}, also after the window.
     *
     * @return the result of {@link Reconciler#find}, or null if no lookup found one
     * @throws AmbiguousOutcomeException if a lookup cannot prove the outcome
     * @throws BakshException if the last lookup failed
     */
    ReconciledResult search(Reconciler reconciler, Duration firstDelay, Duration window) {
        long endNanos = time.nanos() + window.toNanos();
        return search(reconciler, firstDelay, () -> Duration.ofNanos(endNanos - time.nanos()));
    }

    /** @param remaining supplies the rest of the window before each lookup: a lookup may show that the rest is longer or shorter */
    ReconciledResult search(Reconciler reconciler, Duration firstDelay, Supplier<Duration> remaining) {
        try {
            return searchInWindow(reconciler, firstDelay, remaining);
        } finally {
            progress.notices.endProgress();
        }
    }

    private ReconciledResult searchInWindow(Reconciler reconciler, Duration firstDelay, Supplier<Duration> remaining) {
        long startNanos = time.nanos();
        long settledNanos = startNanos;
        Duration delay = firstDelay;
        ReconciledResult candidate = null;
        BakshException failure = null;
        while (true) {
            long remainingNanos = Math.max(remaining.get().toNanos(), settledNanos - time.nanos());
            pause(Duration.ofNanos(Math.max(0, Math.min(delay.toNanos(), remainingNanos))));
            try {
                failure = null;
                ReconciledResult found = findConfirmed(reconciler);
                if (candidate != null && (found == null || !Objects.equals(found.key(), candidate.key())))
                    throw new AmbiguousOutcomeException(
                            candidate.describe() + " was new, but a later lookup did not show it");
                if (candidate != null) return found;
                if (found != null) {
                    Duration settleTime = reconciler.settleTime();
                    if (settleTime.isZero()) return found;
                    candidate = found;
                    delay = settleTime;
                    settledNanos = time.nanos() + settleTime.toNanos();
                    continue;
                }
            } catch (AmbiguousOutcomeException e) {
                throw e;
            } catch (BakshException e) {
                failure = e; // A failed lookup proves nothing, so it must not end as "not found".
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
     * Looks for at most 3 seconds, because the user has interrupted the call and waits for its end. The thread stays
     * interrupted.
     */
    static ReconciledResult findBriefly(Reconciler reconciler) {
        Thread searchThread = Thread.currentThread();
        Thread watchdog = new InternalThread(
                () -> {
                    try {
                        Thread.sleep(INTERRUPTED_LOOKUP_TIMEOUT.toMillis());
                        searchThread.interrupt();
                    } catch (InterruptedException e) {
                        // The lookup has ended.
                    }
                },
                "baksh-reconcile-watchdog");
        Thread.interrupted();
        watchdog.start();
        try {
            return findConfirmed(reconciler);
        } finally {
            watchdog.interrupt();
            searchThread.interrupt();
        }
    }

    /**
     * Returns the result of two successful lookups in a row: a single response may be older than the write.
     *
     * @throws AmbiguousOutcomeException also after an unexpected error of a lookup, which proves nothing
     */
    static ReconciledResult findConfirmed(Reconciler reconciler) {
        try {
            return reconciler.find() == null ? null : reconciler.find();
        } catch (BakshException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new AmbiguousOutcomeException("the lookup failed with an unexpected error: " + e);
        }
    }

    private void pause(Duration duration) {
        try {
            time.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AmbiguousOutcomeException("interrupted during the lookup");
        }
    }
}
