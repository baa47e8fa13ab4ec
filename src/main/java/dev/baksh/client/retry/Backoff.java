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
    /** A longer Retry-After counts as 31 years, since the number may be too large for a Duration. */
    private static final long MAX_SECONDS = 999_999_999;

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
        Long seconds = parseSeconds(header);
        if (seconds != null) return Duration.ofSeconds(seconds);
        Instant date = HttpResponse.parseHttpDate(header.strip());
        if (date == null) return null;
        Duration delay = Duration.between(response.date() == null ? time.now() : response.date(), date);
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    /** Formats the Retry-After header for a hint; null if the header is missing or not readable. */
    public static String retryAfterHint(HttpResponse response) {
        String header = response.header("retry-after");
        if (header == null) return null;
        Long seconds = parseSeconds(header);
        if (seconds != null)
            return "the server asks to wait " + (seconds == MAX_SECONDS ? "for many years" : seconds + " s");
        Instant date = HttpResponse.parseHttpDate(header.strip());
        return date == null ? null : "the server asks to wait until " + date;
    }

    /** Returns a whole number of seconds, at most {@link #MAX_SECONDS}, or null for any other text. */
    private static Long parseSeconds(String header) {
        String digits = header.strip().replaceFirst("^0+(?=[0-9])", "");
        if (!digits.matches("[0-9]+")) return null;
        return digits.length() > 9 ? MAX_SECONDS : Long.parseLong(digits);
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
