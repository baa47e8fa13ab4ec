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
    private static final Duration BASE = Duration.ofMillis(200);

    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** A server that asks for more is reported instead of waited for. */
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(120);

    private final TimeSource time;
    private final RandomGenerator random;

    public Backoff(TimeSource time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** @param attempt the one that failed, from 1 */
    public void pause(int attempt) {
        long most = Math.min(LONGEST.toMillis(), BASE.toMillis() << Math.min(attempt - 1, 10));
        pause(Duration.ofMillis(random.nextLong(most + 1)));
    }

    /** What Retry-After asks for, or null when it is absent, unreadable or longer than is waited for. */
    public Duration asked(HttpResponse answer) {
        String header = answer.header("retry-after");
        if (header == null) return null;
        Duration asked;
        if (header.strip().matches("\\d{1,9}")) {
            asked = Duration.ofSeconds(Long.parseLong(header.strip()));
        } else {
            Instant date = HttpResponse.httpDate(header.strip());
            if (date == null) return null;
            asked = Duration.between(answer.date() == null ? time.now() : answer.date(), date);
        }
        if (asked.isNegative()) return Duration.ZERO;
        return asked;
    }

    /** When the server asks to come back, in words; null when it does not say, or not readably. */
    public static String hint(HttpResponse answer) {
        String wait = answer.header("retry-after");
        if (wait == null) return null;
        if (wait.strip().matches("\\d{1,9}")) return "the server asks to wait " + wait.strip() + " s";
        Instant date = HttpResponse.httpDate(wait.strip());
        return date == null ? null : "the server asks to wait until " + date;
    }

    public boolean tooLong(Duration asked) {
        return asked != null && asked.compareTo(LONGEST_ASKED) > 0;
    }

    /** Waits what was asked for and up to a tenth more, so that those who were turned away together do not return together. */
    public void pauseAsked(Duration asked) {
        pause(asked.plusMillis(random.nextLong(asked.toMillis() / 10 + 1)));
    }

    private void pause(Duration length) {
        try {
            time.pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(
                    ExitCode.INTERRUPTED, "interrupted while waiting to ask again; nothing was sent", null);
        }
    }
}
