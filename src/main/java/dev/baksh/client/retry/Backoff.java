package dev.baksh.client.retry;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Backoff policy of retries: exponential with full jitter, or the delay of a Retry-After header. */
public record Backoff(TimeSource time, RandomGenerator random) {
    /** Longer than the 50 to 100 ms that are usual in cloud clients, because N2WS and Portworx servers are small. */
    private static final Duration BASE_DELAY = Duration.ofMillis(200);

    private static final Duration MAX_DELAY = Duration.ofSeconds(20);

    /**
     * Waits before the next attempt.
     *
     * @param attempt number of the failed attempt, from 1
     * @throws BakshException on an interrupt (exit code 130)
     */
    public void pause(int attempt) {
        long maxMillis = Math.min(MAX_DELAY.toMillis(), BASE_DELAY.toMillis() << Math.min(attempt - 1, 10));
        pause(Duration.ofMillis(random.nextLong(maxMillis + 1)));
    }

    /** Returns the delay in the Retry-After header, or null if the header is missing or not readable. */
    public Duration retryAfter(HttpResponse response) {
        String header = response.header("retry-after");
        if (header == null) return null;
        if (isSeconds(header)) return Duration.ofSeconds(Long.parseLong(header.strip()));
        Instant date = HttpResponse.parseHttpDate(header.strip());
        if (date == null) return null;
        Duration delay = Duration.between(response.date() == null ? time.now() : response.date(), date);
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    /** Formats the Retry-After header for a hint; null if the header is missing or not readable. */
    public static String retryAfterHint(HttpResponse response) {
        String header = response.header("retry-after");
        if (header == null) return null;
        if (isSeconds(header)) return "the server asks to wait " + header.strip() + " s";
        Instant date = HttpResponse.parseHttpDate(header.strip());
        return date == null ? null : "the server asks to wait until " + date;
    }

    private static boolean isSeconds(String header) {
        return header.strip().matches("\\d{1,9}");
    }

    /**
     * Waits for the delay of a Retry-After header plus up to 10 % jitter, so that rejected clients do not retry at the
     * same time.
     */
    public void pauseRetryAfter(Duration retryAfter) {
        pause(retryAfter.plusMillis(random.nextLong(retryAfter.toMillis() / 10 + 1)));
    }

    private void pause(Duration delay) {
        try {
            time.pause(delay);
        } catch (InterruptedException e) {
            throw BakshException.interrupted("interrupted while waiting for a retry; the request was not sent again");
        }
    }
}
