package dev.baksh.client.retry;

import dev.baksh.client.api.TimeSource;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Deadline of one call: includes token requests, all attempts, and the backoff between them. Delays of a Retry-After
 * header, and lookups before a resend, are not counted.
 */
public final class CallDeadline {
    private final TimeSource time;
    private final Duration timeout;
    private long endNanos;

    /** Starts the deadline now. */
    public CallDeadline(TimeSource time, Duration timeout) {
        this.time = time;
        this.timeout = timeout;
        this.endNanos = time.nanos() + timeout.toNanos();
    }

    /** Returns the remaining time, at least zero. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - time.nanos()));
    }

    /** Returns true if at least this fraction of the timeout is left: {@code 2} means one half. */
    public boolean hasFractionLeft(int divisor) {
        return remaining().multipliedBy(divisor).compareTo(timeout) >= 0;
    }

    /** Runs a wait or a lookup and moves the deadline by its length. */
    public <T> T excluding(Supplier<T> wait) {
        long startNanos = time.nanos();
        T result = wait.get();
        endNanos += time.nanos() - startNanos;
        return result;
    }
}
