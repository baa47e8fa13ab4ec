package dev.baksh.client.http;

import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** The last requests of a session, for the person who asks why. Kept in memory only; safe for several threads. */
public final class RequestLog {
    /** A listing of a few pages with its token request fits. */
    private static final int MAX_ENTRIES = 20;
    /** Enough for an error message; an HTML page is none. */
    private static final int MAX_MESSAGE_LENGTH = 400;

    private final SecretRedactor redactor;
    private final TimeSource time;
    private final ThreadLocal<Boolean> suppressed = ThreadLocal.withInitial(() -> false);
    private final Deque<RequestLogEntry> entries = new ArrayDeque<>();

    public RequestLog(SecretRedactor redactor, TimeSource time) {
        this.redactor = redactor;
        this.time = time;
    }

    /** Work whose requests nobody typed: they are left out. */
    public <T> T withoutLogging(Supplier<T> work) {
        boolean wasSuppressed = suppressed.get();
        suppressed.set(true);
        try {
            return work.get();
        } finally {
            suppressed.set(wasSuppressed);
        }
    }

    /** Work for another thread, whose requests are left out when those of this one are. */
    <T> Supplier<T> inheritSuppression(Supplier<T> work) {
        return suppressed.get() ? () -> withoutLogging(work) : work;
    }

    /** The last requests, oldest first. */
    public synchronized List<RequestLogEntry> recentEntries() {
        return List.copyOf(entries);
    }

    long startNanos() {
        return time.nanos();
    }

    void recordResponse(ServerConfig server, HttpRequest request, long startNanos, HttpResponse response) {
        boolean success = response.status() / 100 == 2;
        int maxLength = Math.min(response.body().length, MAX_MESSAGE_LENGTH);
        // A body that is cut within a secret would show its beginning, so the secrets are looked for in the whole.
        String message = success ? null : redactor.redact(response.text());
        if (message != null)
            message =
                    message.substring(0, Math.min(maxLength, message.length())).strip();
        add(server, request, startNanos, response.status(), response.body().length, message);
    }

    void recordFailure(ServerConfig server, HttpRequest request, long startNanos, RuntimeException e) {
        add(server, request, startNanos, 0, 0, e.getMessage());
    }

    private synchronized void add(
            ServerConfig server, HttpRequest request, long startNanos, int status, int bodyLength, String message) {
        if (suppressed.get()) return;
        Duration duration = Duration.ofNanos(time.nanos() - startNanos);
        String url = redactor.redact(server.url() + request.target());
        entries.add(new RequestLogEntry(
                time.now().minus(duration),
                server.label(),
                request.method(),
                url,
                status,
                duration,
                bodyLength,
                redactor.redact(message)));
        if (entries.size() > MAX_ENTRIES) entries.remove();
    }
}
