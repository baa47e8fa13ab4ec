package dev.baksh.client.retry;

import dev.baksh.client.api.BakshException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Fair semaphore that limits the concurrent requests to one server. */
public final class ConcurrencyLimiter {
    private final Semaphore permits;

    /** @param maxConcurrent number of requests that may run at the same time */
    public ConcurrencyLimiter(int maxConcurrent) {
        permits = new Semaphore(maxConcurrent, true);
    }

    /**
     * Runs work with a permit.
     *
     * @throws BakshException if an interrupt ends the wait; the work was not started (exit code 130)
     */
    public <T> T run(Supplier<T> work) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            throw BakshException.interrupted(
                    "interrupted while waiting for other requests to this server; nothing was sent");
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
