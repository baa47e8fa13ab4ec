package dev.baksh.client.retry;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** How long to wait before the same request is sent again: full jitter, or what the server asks for. */
public final class Backoff {
    /** Two appliances, not a fleet: slower than the cloud's 50 to 100 ms. */
    private static final Duration BASE_DELAY = Duration.ofMillis(200);

    private static final Duration MAX_DELAY = Duration.ofSeconds(20);
    /** A server that asks for more is reported instead of waited for. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(120);

    private final TimeSource time;
    private final RandomGenerator random;

    public Backoff(TimeSource time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** @param attempt the one that failed, from 1 */
    public void pause(int attempt) {
        long maxMillis = Math.min(MAX_DELAY.toMillis(), BASE_DELAY.toMillis() << Math.min(attempt - 1, 10));
        pause(Duration.ofMillis(random.nextLong(maxMillis + 1)));
    }

    /** What Retry-After asks for, or null when it is absent, unreadable or longer than is waited for. */
    public Duration retryAfter(HttpResponse response) {
        String header = response.header("retry-after");
        if (header == null) return null;
        Duration retryAfter;
        if (header.strip().matches("\\d{1,9}")) {
            retryAfter = Duration.ofSeconds(Long.parseLong(header.strip()));
        } else {
            Instant date = HttpResponse.parseHttpDate(header.strip());
            if (date == null) return null;
            retryAfter = Duration.between(response.date() == null ? time.now() : response.date(), date);
        }
        if (retryAfter.isNegative()) return Duration.ZERO;
        return retryAfter;
    }

    /** When the server asks to come back, in words; null when it does not say, or not readably. */
    public static String retryAfterHint(HttpResponse response) {
        String header = response.header("retry-after");
        if (header == null) return null;
        if (header.strip().matches("\\d{1,9}")) return "the server asks to wait " + header.strip() + " s";
        Instant date = HttpResponse.parseHttpDate(header.strip());
        return date == null ? null : "the server asks to wait until " + date;
    }

    public boolean isTooLong(Duration retryAfter) {
        return retryAfter != null && retryAfter.compareTo(MAX_RETRY_AFTER) > 0;
    }

    /** Waits what was asked for and up to a tenth more, so that those who were turned away together do not return together. */
    public void pauseRetryAfter(Duration retryAfter) {
        pause(retryAfter.plusMillis(random.nextLong(retryAfter.toMillis() / 10 + 1)));
    }

    private void pause(Duration delay) {
        try {
            time.pause(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(
                    ExitCode.INTERRUPTED, "interrupted while waiting to ask again; nothing was sent", null);
        }
    }
}
