package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Time;
import dev.baksh.config.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/**
 * HTTP to one server: a request goes out once, whatever happens, and a whole answer comes back or an exception says
 * whether a byte had left.
 *
 * <p>OkHttp sends a POST again by itself after a reset, a 408, a 503 with Retry-After 0 and a redirect. Only three
 * settings together stop all of that: no retry on connection failure, no redirects, and one-shot bodies (an empty one
 * where the verb has none). Retries live in {@link Exchange} alone.
 */
public final class Wire implements Transport, AutoCloseable {
    private static final String ADMISSION = "Proxy-Authorization";

    /** Longest wait for a TCP and TLS connection. */
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** A read that gives no byte for so long is asked anew: answers begin within seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** Of a pool that keeps no idle connection; with a short time OkHttp's cleaner would turn without a pause meanwhile. */
    private static final Duration WRITTEN = Duration.ofMinutes(5);
    /** Idle connections older than this are not used: the servers' Apache closes them after 5 s. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(4);
    /** How long a cancelled call may take to end; a person waits for it. */
    private static final Duration CANCEL = Duration.ofMillis(300);
    /** More calls than any script makes side by side: the threads of the callers are the limit, and no queue. */
    private static final int AT_ONCE = 1_000;

    private final ServerConfig server;
    private final WireFaults faults;
    private final Trail trail;
    private final KnownHosts known;
    /** Null without TLS. */
    private final Trust trust;

    private final OkHttpClient reads;
    private final OkHttpClient writes;

    /** Without a record of what was sent. */
    public Wire(ServerConfig server, Map<String, String> env) {
        this(server, env, null, KnownHosts.NONE);
    }

    /**
     * A wire to one server.
     *
     * @param env   for {@code HTTPS_PROXY} and {@code NO_PROXY}
     * @param trail gets every exchange, or null
     * @param known keys of servers that a person has confirmed
     */
    public Wire(ServerConfig server, Map<String, String> env, Trail trail, KnownHosts known) {
        this(server, env, trail, known, SILENCE, null);
    }

    /** @param sessions of TLS, of the wires that the same caller had before; or null */
    public Wire(ServerConfig server, Map<String, String> env, Trail trail, KnownHosts known, TlsSessions sessions) {
        this(server, env, trail, known, SILENCE, sessions);
    }

    /** @param silence that ends an attempt to read */
    Wire(
            ServerConfig server,
            Map<String, String> env,
            Trail trail,
            KnownHosts known,
            Duration silence,
            TlsSessions sessions) {
        this.server = server;
        this.trail = trail;
        // What is configured comes before what a person has confirmed, and leaves nothing to ask.
        boolean configured = server.pin() != null || server.ca() != null;
        this.known = configured ? KnownHosts.NONE : known;
        Proxies proxies = new Proxies(env, server.url());
        this.faults = new WireFaults(server, proxies.before(server.url()));
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .dispatcher(dispatcher())
                .protocols(List.of(Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(CONNECT)
                .readTimeout(silence)
                .writeTimeout(Duration.ZERO)
                .proxySelector(proxies)
                .socketFactory(new PromptSockets())
                .connectionPool(new ConnectionPool(8, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                .addNetworkInterceptor(new OwnRetries())
                .eventListenerFactory(call -> new Started(call.request().tag(AtomicBoolean.class)));
        String shown = proxies.authorization(server.url());
        boolean tunnelled = server.url().getScheme().equals("https");
        if (shown != null && tunnelled) client.proxyAuthenticator((route, response) -> admitted(shown, response));
        // Without a tunnel each request goes to the proxy itself.
        if (shown != null && !tunnelled)
            client.addNetworkInterceptor(chain -> chain.proceed(
                    chain.request().newBuilder().header(ADMISSION, shown).build()));
        if (tunnelled) {
            trust = Trust.of(server, this.known);
            client.sslSocketFactory(trust.sockets(sessions), trust);
            HostnameVerifier names = client.build().hostnameVerifier();
            client.hostnameVerifier((host, session) -> trust.byKey() || names.verify(host, session));
        } else {
            trust = null;
        }
        reads = client.build();
        // A write never meets a connection that the server may be closing: that would make its outcome unclear.
        // And it is waited for as long as a proxy may wait: nothing is gained by giving up on it before.
        writes = reads.newBuilder()
                .readTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(0, WRITTEN.toMinutes(), TimeUnit.MINUTES))
                .build();
    }

    /** Once: a proxy that refuses it would refuse it again. */
    private static Request admitted(String shown, Response response) {
        if (response.request().header(ADMISSION) != null) return null;
        return response.request().newBuilder().header(ADMISSION, shown).build();
    }

    @Override
    public boolean introduced(WireException e) {
        Trust.Untrusted stranger = WireFaults.cause(e, Trust.Untrusted.class);
        return stranger != null && known.introduces(stranger);
    }

    /**
     * Sends once.
     *
     * @throws WireException when no whole answer came
     */
    @Override
    public WireAnswer send(WireRequest request) {
        AtomicBoolean started = new AtomicBoolean();
        boolean read = request.method().equals("GET");
        Request.Builder builder = new Request.Builder()
                .url(server.url() + request.target())
                .tag(AtomicBoolean.class, started)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "baksh");
        request.headers().forEach(builder::header);
        builder.method(request.method(), read ? null : new Once(request));
        Call call = (read ? reads : writes).newCall(builder.build());
        call.timeout().timeout(millis(request.deadline()), TimeUnit.MILLISECONDS);
        long start = trail == null ? 0 : trail.start();
        try {
            WireAnswer answer = interruptibly(call, started, this::answer);
            if (trail != null) trail.answered(server, request, start, answer);
            return answer;
        } catch (IOException e) {
            WireException failed = faults.explain(e, request, started.get());
            if (trail != null) trail.failed(server, request, start, failed);
            throw failed;
        }
    }

    /**
     * Tests the way to the server by one request without a token, on a connection of its own.
     *
     * @return each link in order, up to the one that broke
     */
    public List<Link> probe(Time time) {
        WireRequest request = new WireRequest("GET", "/", Map.of(), null, null, CONNECT.multipliedBy(2));
        AtomicBoolean started = new AtomicBoolean();
        Probe probe = new Probe(server, time, trust != null && trust.byKey());
        Request get = new Request.Builder()
                .url(server.url() + request.target())
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

    /** To OkHttp 0 is no end at all. */
    private static long millis(Duration deadline) {
        return Math.max(1, deadline.toMillis());
    }

    /** Makes something of a response, on OkHttp's thread. */
    private interface Reading<T> {
        T of(Response response) throws IOException;
    }

    /** What was read, or an exception soon after this thread is interrupted: a socket that waits for bytes would not notice. */
    private <T> T interruptibly(Call call, AtomicBoolean started, Reading<T> reading) throws IOException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        // Not by OkHttp's own queue, which names a thread after each address: that costs more than the hand-over.
        Runnable carriedOut = () -> {
            try (Response response = call.execute()) {
                answer.complete(reading.of(response));
            } catch (IOException | BakshException e) {
                answer.completeExceptionally(e);
            } catch (Throwable e) {
                // OkHttp throws what it does not declare, for a length below 0; a write must not end as if not sent.
                answer.completeExceptionally(new UnfitAnswer("the answer cannot be read"));
            }
        };
        try {
            reads.dispatcher().executorService().execute(carriedOut);
        } catch (RejectedExecutionException e) {
            throw new IOException("the connection has been given up", e);
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
        return reads.dispatcher().executorService().submit(alike::get);
    }

    /** Threads that do not keep the process alive, as many as calls are under way. */
    private static Dispatcher dispatcher() {
        Dispatcher dispatcher = new Dispatcher(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "baksh-wire");
            thread.setDaemon(true);
            // What is thrown there has been told to the caller as the failure of the call.
            thread.setUncaughtExceptionHandler((wire, e) -> {});
            return thread;
        }));
        dispatcher.setMaxRequests(AT_ONCE);
        dispatcher.setMaxRequestsPerHost(AT_ONCE);
        return dispatcher;
    }

    /**
     * Sends a read whose answer may be a file, which is handed on as it comes, however large. It may take as long as it
     * needs, but neither fall silent for the request's deadline nor trickle.
     *
     * @throws WireException when no whole answer came
     * @throws BakshException when the file cannot be written
     */
    @Override
    public WireFile receive(WireRequest request, Destination to, Time time) {
        Request.Builder builder = new Request.Builder()
                .url(server.url() + request.target())
                .tag(AtomicBoolean.class, new AtomicBoolean())
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "baksh");
        request.headers().forEach(builder::header);
        Call call = reads.newBuilder().readTimeout(request.deadline()).build().newCall(builder.build());
        long start = trail == null ? 0 : trail.start();
        try {
            WireFile file = interruptibly(call, new AtomicBoolean(), response -> file(response, to, time));
            if (trail != null) trail.answered(server, request, start, file.answer());
            return file;
        } catch (IOException e) {
            WireException failed = faults.explain(e, request, true);
            if (trail != null) trail.failed(server, request, start, failed);
            throw failed;
        }
    }

    private WireFile file(Response response, Destination to, Time time) throws IOException {
        String type = response.header("Content-Type", "").toLowerCase(Locale.ROOT);
        boolean file = response.isSuccessful() && !type.contains("json") && !type.contains("html");
        if (!file) return new WireFile(answer(response), -1);
        WireAnswer head = new WireAnswer(response.code(), headers(response), new byte[0]);
        return new WireFile(head, new Trickle(time).copy(response.body().source(), to, FileName.of(head)));
    }

    private WireAnswer answer(Response response) throws IOException {
        Map<String, String> headers = headers(response);
        byte[] body = new Body(System::nanoTime).read(response.body().source());
        return new WireAnswer(response.code(), headers, body);
    }

    private static Map<String, String> headers(Response response) throws IOException {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .forEach(header ->
                        headers.put(OwnRetries.name(header.getFirst()).toLowerCase(Locale.ROOT), header.getSecond()));
        if (response.headers("Content-Length").stream().distinct().count() > 1) {
            throw new UnfitAnswer("the answer has two lengths");
        }
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new UnfitAnswer("the answer is encoded as " + encoding + ", which was not asked for");
        }
        return headers;
    }

    @Override
    public void close() {
        reads.connectionPool().evictAll();
        reads.dispatcher().executorService().shutdown();
    }

    /** A body that OkHttp may write one time only, so that it never sends a request again. */
    private static final class Once extends RequestBody {
        private final byte[] bytes;
        private final MediaType type;

        Once(WireRequest request) {
            bytes = request.body() == null ? new byte[0] : request.body();
            type = request.contentType() == null ? null : MediaType.get(request.contentType());
        }

        @Override
        public MediaType contentType() {
            return type;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }

    /** Notes the moment from which the server may have seen the request. */
    private static final class Started extends EventListener {
        private final AtomicBoolean started;

        Started(AtomicBoolean started) {
            this.started = started;
        }

        @Override
        public void requestHeadersStart(Call call) {
            started.set(true);
        }
    }
}
