package dev.baksh.client.http;

import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Log of the last requests of a session, in memory only. Thread-safe. */
public final class RequestLog {
    /** Enough for a listing of a few pages and its token request. */
    private static final int MAX_ENTRIES = 20;
    /** Enough for an error message, not for an HTML page. */
    private static final int MAX_MESSAGE_LENGTH = 400;

    private final SecretRedactor redactor;
    private final TimeSource time;
    private final ThreadLocal<Boolean> suppressed = ThreadLocal.withInitial(() -> false);
    private final Deque<Entry> entries = new ArrayDeque<>();
    private Instant lastWrite = Instant.MIN;

    public RequestLog(SecretRedactor redactor, TimeSource time) {
        this.redactor = redactor;
        this.time = time;
    }

    /** Runs work without logging its requests, for requests that the user did not ask for. */
    public <T> T withoutLogging(Supplier<T> work) {
        boolean wasSuppressed = suppressed.get();
        suppressed.set(true);
        try {
            return work.get();
        } finally {
            suppressed.set(wasSuppressed);
        }
    }

    /** Returns work for another thread with the log suppression of this thread. */
    <T> Supplier<T> inheritSuppression(Supplier<T> work) {
        return suppressed.get() ? () -> withoutLogging(work) : work;
    }

    /** Returns the last requests, oldest first. */
    public synchronized List<Entry> recentEntries() {
        return List.copyOf(entries);
    }

    /** Returns the time of the newest request that may have changed an object, also if its entry is no longer kept. */
    public synchronized Instant lastWrite() {
        return lastWrite;
    }

    long startNanos() {
        return time.nanos();
    }

    void recordResponse(ServerConfig server, HttpRequest request, long startNanos, HttpResponse response) {
        boolean success = response.status() / 100 == 2;
        int maxLength = Math.min(response.body().length, MAX_MESSAGE_LENGTH);
        // A cut within a secret would show its beginning, so the whole body is redacted before the cut.
        String message = success ? null : redactBody(response.text());
        if (message != null)
            message =
                    message.substring(0, Math.min(maxLength, message.length())).strip();
        add(server, request, startNanos, response.status(), response.body().length, message);
    }

    private String redactBody(String body) {
        List<String> secrets = new ArrayList<>();
        String redacted = new BodyRedactor(redactor::redact, secrets::add).redact(body);
        // The values may be harmless, as in {"token": "expired"}, so they are secrets in this body only.
        for (String secret : secrets)
            if (secret.length() >= SecretRedactor.MIN_LENGTH) redacted = redacted.replace(secret, SecretNames.REDACTED);
        return redacted;
    }

    void recordFailure(ServerConfig server, HttpRequest request, long startNanos, RuntimeException e) {
        add(server, request, startNanos, 0, 0, e.getMessage());
    }

    private synchronized void add(
            ServerConfig server, HttpRequest request, long startNanos, int status, int bodyLength, String message) {
        if (suppressed.get()) return;
        Duration duration = Duration.ofNanos(time.nanos() - startNanos);
        String url = redactor.redact(server.url() + request.target());
        entries.add(new Entry(
                time.now().minus(duration),
                server.label(),
                request.method(),
                url,
                status,
                duration,
                bodyLength,
                redactor.redact(message)));
        boolean mayWrite = !request.method().equals("GET") && !url.contains("/token");
        if (mayWrite) lastWrite = entries.getLast().sentAt();
        if (entries.size() > MAX_ENTRIES) entries.remove();
    }

    /**
     * Entry of the request log: a request and its response, without headers and without the bodies of requests and of
     * successful responses.
     *
     * @param sentAt time of the request
     * @param server label of the server
     * @param url URL with the query, redacted
     * @param status status code, or 0 if no complete response arrived
     * @param duration time until the last byte or the failure
     * @param bodyLength length of the response body in bytes
     * @param message start of an error response, or the reason of a failure; null for a successful response
     */
    public record Entry(
            Instant sentAt,
            String server,
            String method,
            String url,
            int status,
            Duration duration,
            int bodyLength,
            String message) {}
}
