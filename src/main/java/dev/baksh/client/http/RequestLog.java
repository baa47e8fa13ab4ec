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
    private static final int KEPT = 20;
    /** Enough for an error message; an HTML page is none. */
    private static final int WORDS = 400;

    private final SecretRedactor redaction;
    private final TimeSource time;
    private final ThreadLocal<Boolean> hidden = ThreadLocal.withInitial(() -> false);
    private final Deque<RequestLogEntry> sent = new ArrayDeque<>();

    public RequestLog(SecretRedactor redaction, TimeSource time) {
        this.redaction = redaction;
        this.time = time;
    }

    /** Work whose requests nobody typed: they are left out. */
    public <T> T unseen(Supplier<T> work) {
        boolean before = hidden.get();
        hidden.set(true);
        try {
            return work.get();
        } finally {
            hidden.set(before);
        }
    }

    /** Work for another thread, whose requests are left out when those of this one are. */
    <T> Supplier<T> alike(Supplier<T> work) {
        return hidden.get() ? () -> unseen(work) : work;
    }

    /** The last requests, oldest first. */
    public synchronized List<RequestLogEntry> last() {
        return List.copyOf(sent);
    }

    long start() {
        return time.nanos();
    }

    void answered(ServerConfig server, HttpRequest request, long start, HttpResponse answer) {
        boolean good = answer.status() / 100 == 2;
        int cut = Math.min(answer.body().length, WORDS);
        // A body that is cut within a secret would show its beginning, so the secrets are looked for in the whole.
        String words = good ? null : redaction.apply(answer.text());
        if (words != null)
            words = words.substring(0, Math.min(cut, words.length())).strip();
        add(server, request, start, answer.status(), answer.body().length, words);
    }

    void failed(ServerConfig server, HttpRequest request, long start, RuntimeException e) {
        add(server, request, start, 0, 0, e.getMessage());
    }

    private synchronized void add(
            ServerConfig server, HttpRequest request, long start, int status, int bytes, String words) {
        if (hidden.get()) return;
        Duration took = Duration.ofNanos(time.nanos() - start);
        String url = redaction.apply(server.url() + request.target());
        sent.add(new RequestLogEntry(
                time.now().minus(took),
                server.label(),
                request.method(),
                url,
                status,
                took,
                bytes,
                redaction.apply(words)));
        if (sent.size() > KEPT) sent.remove();
    }
}
