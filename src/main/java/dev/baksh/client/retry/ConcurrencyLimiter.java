package dev.baksh.client.retry;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** How many calls go to one server side by side: an appliance is no cloud. Who waits longest goes first. */
public final class ConcurrencyLimiter {
    private final Semaphore permits;

    public ConcurrencyLimiter(int maxConcurrent) {
        permits = new Semaphore(maxConcurrent, true);
    }

    /**
     * Does the work when it is its turn.
     *
     * @throws BakshException interrupted before; the work was not begun
     */
    public <T> T run(Supplier<T> work) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(
                    ExitCode.INTERRUPTED,
                    "interrupted while other calls to this server go first; nothing was sent",
                    null);
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
