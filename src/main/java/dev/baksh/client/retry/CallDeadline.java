package dev.baksh.client.retry;

import dev.baksh.client.api.TimeSource;
import java.time.Duration;

/**
 * The time of one call, over all that belongs to it: tokens, every attempt, and the pauses between them. What a server asks to
 * wait by Retry-After is the server's time and not the call's.
 */
public final class CallDeadline {
    private final TimeSource time;
    private final Duration length;
    private long end;

    /** Begins now. */
    public CallDeadline(TimeSource time, Duration length) {
        this.time = time;
        this.length = length;
        this.end = time.nanos() + length.toNanos();
    }

    /** What is left of it; zero when nothing is. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - time.nanos()));
    }

    /** At least this part of it is left: {@code 2} for a half. */
    public boolean leaves(int part) {
        return left().multipliedBy(part).compareTo(length) >= 0;
    }

    /** A wait that the server has asked for. */
    public void aside(Runnable wait) {
        long begin = time.nanos();
        wait.run();
        end += time.nanos() - begin;
    }
}
