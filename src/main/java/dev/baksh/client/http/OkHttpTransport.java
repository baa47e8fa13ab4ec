package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.KnownHosts;
import dev.baksh.client.tls.ServerTrustManager;
import dev.baksh.client.tls.TlsSessionCache;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * HTTP to one server: a request goes out once, whatever happens, and a whole answer comes back or an exception says
 * whether a byte had left.
 *
 * <p>OkHttp sends a POST again by itself after a reset, a 408, a 503 with Retry-After 0 and a redirect. Only three
 * settings together stop all of that: no retry on connection failure, no redirects, and one-shot bodies (an empty one
 * where the verb has none). Retries live in {@code Exchange} alone.
 */
public final class OkHttpTransport implements HttpTransport, AutoCloseable {
    /** A read that gives no byte for so long is asked anew: answers begin within seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** Of a pool that keeps no idle connection; with a short time OkHttp's cleaner would turn without a pause meanwhile. */
    private static final Duration WRITTEN = Duration.ofMinutes(5);
    /** How long a cancelled call may take to end; a person waits for it. */
    private static final Duration CANCEL = Duration.ofMillis(300);
    /** Threads that have nothing more to do end within that. */
    private static final Duration PARTING = Duration.ofMillis(100);

    private final ServerConfig server;
    private final TransportErrors faults;
    private final RequestLog trail;
    private final KnownHosts known;
    /** Of the caller's wires, or null. */
    private final ConnectionCache kept;
    /** What a connection depends on, as text; null when none is kept. */
    private final List<String> way;
    /** Null without TLS. */
    private final ServerTrustManager trust;

    private final HttpUrl root;
    /** As many as calls are under way: the threads of the callers are the limit, and no queue. */
    private final ThreadPoolExecutor threads = threads();

    private final PooledHttpClient pooled;
    private final OkHttpClient reads;
    private final OkHttpClient writes;

    /** Without a record of what was sent. */
    public OkHttpTransport(ServerConfig server, Map<String, String> env) {
        this(server, env, null, KnownHosts.NONE);
    }

    /**
     * A wire to one server.
     *
     * @param env   for {@code HTTPS_PROXY} and {@code NO_PROXY}
     * @param trail gets every exchange, or null
     * @param known keys of servers that a person has confirmed
     */
    public OkHttpTransport(ServerConfig server, Map<String, String> env, RequestLog trail, KnownHosts known) {
        this(server, env, trail, known, SILENCE, null);
    }

    /** @param kept of the wires that the same caller had before, for those that come after; or null */
    public OkHttpTransport(
            ServerConfig server, Map<String, String> env, RequestLog trail, KnownHosts known, ConnectionCache kept) {
        this(server, env, trail, known, SILENCE, kept);
    }

    /** @param silence that ends an attempt to read */
    OkHttpTransport(
            ServerConfig server,
            Map<String, String> env,
            RequestLog trail,
            KnownHosts known,
            Duration silence,
            ConnectionCache kept) {
        this.server = server;
        this.trail = trail;
        // What is configured comes before what a person has confirmed, and leaves nothing to ask.
        boolean configured = server.pin() != null || server.ca() != null;
        this.known = configured ? KnownHosts.NONE : known;
        ProxySettings proxies = new ProxySettings(env, server.url());
        this.root = HttpUrl.get(server.url().toString());
        this.faults = new TransportErrors(server, proxies.before(server.url()));
        this.kept = kept;
        TlsSessionCache sessions = kept == null ? null : kept.sessions();
        this.trust =
                server.url().getScheme().equals("https") ? ServerTrustManager.of(server, this.known, sessions) : null;
        // A proxy may want a password, and none is kept.
        this.way = kept == null || proxies.before(server.url()) != null ? null : way(server, trust);
        SSLContext context = trust == null ? null : trust.context(sessions);
        PooledHttpClient left = way == null ? null : kept.take(way);
        if (left != null && !left.fits(context, session -> trust.takes(session, sessions))) {
            left.close();
            left = null;
        }
        this.pooled = left == null
                ? new PooledHttpClient(OkHttpClientFactory.of(server, proxies, trust, context), context)
                : left;
        reads = pooled.client()
                .newBuilder()
                .dispatcher(new Dispatcher()) // Knows the calls of this wire alone.
                .readTimeout(silence)
                .eventListenerFactory(
                        call -> new RequestStartListener(call.request().tag(AtomicBoolean.class), pooled))
                .build();
        // A write never meets a connection that the server may be closing: that would make its outcome unclear.
        // And it is waited for as long as a proxy may wait: nothing is gained by giving up on it before.
        writes = reads.newBuilder()
                .readTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(0, WRITTEN.toMinutes(), TimeUnit.MINUTES))
                .build();
    }

    private static List<String> way(ServerConfig server, ServerTrustManager trust) {
        List<String> way = new ArrayList<>();
        way.add(server.url().getScheme());
        way.add(KnownHosts.place(server.url().getHost(), server.url().getPort()));
        if (trust == null) return way;
        List<String> decides = trust.decides();
        return decides != null && way.addAll(decides) ? way : null;
    }

    @Override
    public boolean introduced(TransportException e) {
        ServerTrustManager.Untrusted stranger = TransportErrors.cause(e, ServerTrustManager.Untrusted.class);
        return stranger != null && known.introduces(stranger);
    }

    /**
     * Sends once.
     *
     * @throws TransportException when no whole answer came
     */
    @Override
    public HttpResponse send(HttpRequest request) {
        AtomicBoolean started = new AtomicBoolean();
        boolean read = request.method().equals("GET");
        Request.Builder builder = new Request.Builder()
                .url(at(root, request.target()))
                .tag(AtomicBoolean.class, started)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "baksh");
        request.headers().forEach(builder::header);
        builder.method(request.method(), read ? null : new OneShotRequestBody(request));
        Call call = (read ? reads : writes).newCall(builder.build());
        call.timeout().timeout(millis(request.deadline()), TimeUnit.MILLISECONDS);
        long start = trail == null ? 0 : trail.start();
        try {
            HttpResponse answer = interruptibly(call, started, this::answer);
            if (trail != null) trail.answered(server, request, start, answer);
            return answer;
        } catch (IOException e) {
            TransportException failed = faults.explain(e, request, started.get());
            if (trail != null) trail.failed(server, request, start, failed);
            throw failed;
        }
    }

    /**
     * Tests the way to the server by one request without a token, on a connection of its own.
     *
     * @return each link in order, up to the one that broke
     */
    public List<ProbeStep> probe(TimeSource time) {
        HttpRequest request =
                new HttpRequest("GET", "/", Map.of(), null, null, OkHttpClientFactory.CONNECT.multipliedBy(2));
        AtomicBoolean started = new AtomicBoolean();
        ConnectionProbe probe = new ConnectionProbe(server, time, trust != null && trust.byKey());
        Request get = new Request.Builder()
                .url(at(root, request.target()))
                .header("User-Agent", "baksh")
                .build();
        OkHttpClient once =
                writes.newBuilder().eventListenerFactory(call -> probe).build();
        Call call = once.newCall(get);
        call.timeout().timeout(millis(request.deadline()), TimeUnit.MILLISECONDS);
        try {
            return probe.answered(interruptibly(call, started, this::answer));
        } catch (IOException e) {
            return probe.failed(faults.explain(e, request, started.get()));
        }
    }

    /** As if the two were one text; the host is not looked at again for each request. */
    static HttpUrl at(HttpUrl root, String target) {
        int query = target.indexOf('?');
        HttpUrl.Builder url = root.newBuilder().encodedPath(query < 0 ? target : target.substring(0, query));
        return (query < 0 ? url : url.encodedQuery(target.substring(query + 1))).build();
    }

    /** To OkHttp 0 is no end at all. */
    private static long millis(Duration deadline) {
        return Math.max(1, deadline.toMillis());
    }

    /** What was read, or an exception soon after this thread is interrupted: a socket that waits for bytes would not notice. */
    private <T> T interruptibly(Call call, AtomicBoolean started, CancellableCallThread.Reading<T> reading)
            throws IOException {
        if (Thread.currentThread() instanceof CancellableCallThread own) return own.carry(call, reading);
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(CancellableCallThread.carried(call, reading));
                } catch (IOException | BakshException e) {
                    answer.completeExceptionally(e);
                } catch (RuntimeException | Error e) {
                    answer.completeExceptionally(new IOException("canceled due to " + e));
                }
            });
        } catch (RejectedExecutionException e) {
            throw new InterruptedIOException("closed");
        }
        try {
            return answer.get();
        } catch (InterruptedException e) {
            call.cancel();
            try {
                // It may have come to its end meanwhile; only then is it certain whether a byte had left.
                return answer.get(CANCEL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException | TimeoutException late) {
                started.set(true);
                throw new IOException("Canceled", late);
            } catch (ExecutionException failed) {
                throw failure(failed);
            } finally {
                Thread.currentThread().interrupt();
            }
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** What broke the reading; a file that cannot be written is told in its own words. */
    private static IOException failure(ExecutionException e) {
        if (e.getCause() instanceof BakshException told) {
            told.fillInStackTrace(); // The line of the script stands in this thread's.
            throw told;
        }
        return (IOException) e.getCause();
    }

    /** On the record that this thread's requests are on. */
    @Override
    public <T> Future<T> later(Supplier<T> work) {
        Supplier<T> alike = trail == null ? work : trail.alike(work);
        return threads.submit(alike::get);
    }

    private static ThreadPoolExecutor threads() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), CancellableCallThread::new);
    }

    /**
     * Sends a read whose answer may be a file, which is handed on as it comes, however large. It may take as long as it
     * needs, but neither fall silent for the request's deadline nor trickle.
     *
     * @throws TransportException when no whole answer came
     * @throws BakshException when the file cannot be written
     */
    @Override
    public DownloadResponse receive(HttpRequest request, DownloadTarget to, TimeSource time) {
        Request.Builder builder = new Request.Builder()
                .url(at(root, request.target()))
                .tag(AtomicBoolean.class, new AtomicBoolean())
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "baksh");
        request.headers().forEach(builder::header);
        Call call = reads.newBuilder().readTimeout(request.deadline()).build().newCall(builder.build());
        long start = trail == null ? 0 : trail.start();
        try {
            DownloadResponse file = interruptibly(call, new AtomicBoolean(), response -> file(response, to, time));
            if (trail != null) trail.answered(server, request, start, file.answer());
            return file;
        } catch (IOException e) {
            TransportException failed = faults.explain(e, request, true);
            if (trail != null) trail.failed(server, request, start, failed);
            throw failed;
        }
    }

    private DownloadResponse file(Response response, DownloadTarget to, TimeSource time) throws IOException {
        String type = response.header("Content-Type", "").toLowerCase(Locale.ROOT);
        boolean file = response.isSuccessful() && !type.contains("json") && !type.contains("html");
        if (!file) return new DownloadResponse(answer(response), -1);
        HttpResponse head = new HttpResponse(response.code(), headers(response), new byte[0]);
        return new DownloadResponse(
                head, new SlowBodyGuard(time).copy(response.body().source(), to, ContentDisposition.of(head)));
    }

    private HttpResponse answer(Response response) throws IOException {
        Map<String, String> headers = headers(response);
        byte[] body =
                new ResponseBodyReader(System::nanoTime).read(response.body().source());
        return new HttpResponse(response.code(), headers, body);
    }

    private static Map<String, String> headers(Response response) throws IOException {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .forEach(header -> headers.put(
                        RetryAfterInterceptor.name(header.getFirst()).toLowerCase(Locale.ROOT), header.getSecond()));
        List<String> lengths = response.headers("Content-Length");
        if (lengths.size() > 1 && Set.copyOf(lengths).size() > 1) {
            throw new UnsupportedResponseException("the answer has two lengths");
        }
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new UnsupportedResponseException(
                    "the answer is encoded as " + encoding + ", which was not asked for");
        }
        return headers;
    }

    /** What is still being read is given up. */
    @Override
    public void close() {
        threads.shutdown();
        if (way != null && over(threads)) {
            kept.leave(way, pooled);
            return;
        }
        for (Call call : reads.dispatcher().runningCalls())
            if (call.request().method().equals("GET")) call.cancel();
        pooled.close();
    }

    private static boolean over(ThreadPoolExecutor threads) {
        if (threads.getActiveCount() == 0) return true;
        try {
            return threads.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
