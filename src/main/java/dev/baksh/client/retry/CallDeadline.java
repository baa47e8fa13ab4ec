package dev.baksh.client.retry;

import dev.baksh.client.api.TimeSource;
import java.time.Duration;

/**
 * The time of one call, over all that belongs to it: tokens, every attempt, and the pauses between them. What a server asks to
 * wait by Retry-After is the server's time and not the call's.
 */
public final class CallDeadline {
    private final TimeSource time;
    private final Duration timeout;
    private long endNanos;

    /** Begins now. */
    public CallDeadline(TimeSource time, Duration timeout) {
        this.time = time;
        this.timeout = timeout;
        this.endNanos = time.nanos() + timeout.toNanos();
    }

    /** What is left of it; zero when nothing is. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - time.nanos()));
    }

    /** At least this part of it is left: {@code 2} for a half. */
    public boolean hasFractionLeft(int divisor) {
        return remaining().multipliedBy(divisor).compareTo(timeout) >= 0;
    }

    /** A wait that the server has asked for. */
    public void excluding(Runnable wait) {
        long startNanos = time.nanos();
        wait.run();
        endNanos += time.nanos() - startNanos;
    }
}
