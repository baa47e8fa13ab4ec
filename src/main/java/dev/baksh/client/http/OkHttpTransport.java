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
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    /** Of a pool that keeps no idle connection; with a short time OkHttp's cleaner would turn without a pause meanwhile. */
    private static final Duration WRITE_POOL_KEEP_ALIVE = Duration.ofMinutes(5);
    /** How long a cancelled call may take to end; a person waits for it. */
    private static final Duration CANCEL_TIMEOUT = Duration.ofMillis(300);
    /** Threads that have nothing more to do end within that. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMillis(100);

    private final ServerConfig server;
    private final TransportErrors errors;
    private final RequestLog requestLog;
    private final KnownHosts knownHosts;
    /** Of the caller's wires, or null. */
    private final ConnectionCache connectionCache;
    /** What a connection depends on, as text; null when none is kept. */
    private final List<String> connectionKey;
    /** Null without TLS. */
    private final ServerTrustManager trustManager;

    private final HttpUrl rootUrl;
    /** As many as calls are under way: the threads of the callers are the limit, and no queue. */
    private final ThreadPoolExecutor threads = newThreadPool();

    private final PooledHttpClient pooledClient;
    private final OkHttpClient readClient;
    private final OkHttpClient writeClient;

    /** Without a record of what was sent. */
    public OkHttpTransport(ServerConfig server, Map<String, String> env) {
        this(server, env, null, KnownHosts.NONE);
    }

    /**
     * A wire to one server.
     *
     * @param env   for {@code HTTPS_PROXY} and {@code NO_PROXY}
     * @param requestLog gets every exchange, or null
     * @param knownHosts keys of servers that a person has confirmed
     */
    public OkHttpTransport(ServerConfig server, Map<String, String> env, RequestLog requestLog, KnownHosts knownHosts) {
        this(server, env, requestLog, knownHosts, READ_TIMEOUT, null);
    }

    /** @param connectionCache of the wires that the same caller had before, for those that come after; or null */
    public OkHttpTransport(
            ServerConfig server,
            Map<String, String> env,
            RequestLog requestLog,
            KnownHosts knownHosts,
            ConnectionCache connectionCache) {
        this(server, env, requestLog, knownHosts, READ_TIMEOUT, connectionCache);
    }

    /** @param readTimeout that ends an attempt to read */
    OkHttpTransport(
            ServerConfig server,
            Map<String, String> env,
            RequestLog requestLog,
            KnownHosts knownHosts,
            Duration readTimeout,
            ConnectionCache connectionCache) {
        this.server = server;
        this.requestLog = requestLog;
        // What is configured comes before what a person has confirmed, and leaves nothing to ask.
        boolean configured = server.pin() != null || server.caFile() != null;
        this.knownHosts = configured ? KnownHosts.NONE : knownHosts;
        ProxySettings proxySettings = new ProxySettings(env, server.url());
        this.rootUrl = HttpUrl.get(server.url().toString());
        this.errors = new TransportErrors(server, proxySettings.proxyAddress(server.url()));
        this.connectionCache = connectionCache;
        TlsSessionCache tlsSessions = connectionCache == null ? null : connectionCache.tlsSessions();
        this.trustManager = server.url().getScheme().equals("https")
                ? ServerTrustManager.of(server, this.knownHosts, tlsSessions)
                : null;
        // A proxy may want a password, and none is kept.
        this.connectionKey = connectionCache == null || proxySettings.proxyAddress(server.url()) != null
                ? null
                : connectionKey(server, trustManager);
        SSLContext context = trustManager == null ? null : trustManager.sslContext(tlsSessions);
        PooledHttpClient cachedClient = connectionKey == null ? null : connectionCache.take(connectionKey);
        if (cachedClient != null
                && !cachedClient.isReusable(context, session -> trustManager.accepts(session, tlsSessions))) {
            cachedClient.closeIdleConnections();
            cachedClient = null;
        }
        this.pooledClient = cachedClient == null
                ? new PooledHttpClient(
                        OkHttpClientFactory.create(server, proxySettings, trustManager, context), context)
                : cachedClient;
        readClient = pooledClient
                .client()
                .newBuilder()
                .dispatcher(new Dispatcher()) // Knows the calls of this wire alone.
                .readTimeout(readTimeout)
                .eventListenerFactory(
                        call -> new RequestStartListener(call.request().tag(AtomicBoolean.class), pooledClient))
                .build();
        // A write never meets a connection that the server may be closing: that would make its outcome unclear.
        // And it is waited for as long as a proxy may wait: nothing is gained by giving up on it before.
        writeClient = readClient
                .newBuilder()
                .readTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(0, WRITE_POOL_KEEP_ALIVE.toMinutes(), TimeUnit.MINUTES))
                .build();
    }

    private static List<String> connectionKey(ServerConfig server, ServerTrustManager trustManager) {
        List<String> keyParts = new ArrayList<>();
        keyParts.add(server.url().getScheme());
        keyParts.add(KnownHosts.hostAndPort(server.url().getHost(), server.url().getPort()));
        if (trustManager == null) return keyParts;
        List<String> trustParts = trustManager.currentTrustKey();
        return trustParts != null && keyParts.addAll(trustParts) ? keyParts : null;
    }

    @Override
    public boolean confirmHostKey(TransportException e) {
        ServerTrustManager.UntrustedCertificateException untrusted =
                TransportErrors.findCause(e, ServerTrustManager.UntrustedCertificateException.class);
        return untrusted != null && knownHosts.confirmAndAdd(untrusted);
    }

    /**
     * Sends once.
     *
     * @throws TransportException when no whole answer came
     */
    @Override
    public HttpResponse send(HttpRequest request) {
        AtomicBoolean started = new AtomicBoolean();
        boolean isRead = request.method().equals("GET");
        Request.Builder builder = new Request.Builder()
                .url(resolve(rootUrl, request.target()))
                .tag(AtomicBoolean.class, started)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "baksh");
        request.headers().forEach(builder::header);
        builder.method(request.method(), isRead ? null : new OneShotRequestBody(request));
        Call call = (isRead ? readClient : writeClient).newCall(builder.build());
        call.timeout().timeout(millis(request.timeout()), TimeUnit.MILLISECONDS);
        long start = requestLog == null ? 0 : requestLog.startNanos();
        try {
            HttpResponse response = interruptibly(call, started, this::readResponse);
            if (requestLog != null) requestLog.recordResponse(server, request, start, response);
            return response;
        } catch (IOException e) {
            TransportException failure = errors.explain(e, request, started.get());
            if (requestLog != null) requestLog.recordFailure(server, request, start, failure);
            throw failure;
        }
    }

    /**
     * Tests the way to the server by one request without a token, on a connection of its own.
     *
     * @return each link in order, up to the one that broke
     */
    public List<ProbeStep> probe(TimeSource time) {
        HttpRequest request =
                new HttpRequest("GET", "/", Map.of(), null, null, OkHttpClientFactory.CONNECT_TIMEOUT.multipliedBy(2));
        AtomicBoolean started = new AtomicBoolean();
        ConnectionProbe probe =
                new ConnectionProbe(server, time, trustManager != null && trustManager.isTrustedByKey());
        Request get = new Request.Builder()
                .url(resolve(rootUrl, request.target()))
                .header("User-Agent", "baksh")
                .build();
        OkHttpClient probeClient =
                writeClient.newBuilder().eventListenerFactory(call -> probe).build();
        Call call = probeClient.newCall(get);
        call.timeout().timeout(millis(request.timeout()), TimeUnit.MILLISECONDS);
        try {
            return probe.complete(interruptibly(call, started, this::readResponse));
        } catch (IOException e) {
            return probe.fail(errors.explain(e, request, started.get()));
        }
    }

    /** As if the two were one text; the host is not looked at again for each request. */
    static HttpUrl resolve(HttpUrl rootUrl, String target) {
        int queryStart = target.indexOf('?');
        HttpUrl.Builder url =
                rootUrl.newBuilder().encodedPath(queryStart < 0 ? target : target.substring(0, queryStart));
        return (queryStart < 0 ? url : url.encodedQuery(target.substring(queryStart + 1))).build();
    }

    /** To OkHttp 0 is no end at all. */
    private static long millis(Duration timeout) {
        return Math.max(1, timeout.toMillis());
    }

    /** What was read, or an exception soon after this thread is interrupted: a socket that waits for bytes would not notice. */
    private <T> T interruptibly(Call call, AtomicBoolean started, CancellableCallThread.ResponseReader<T> reader)
            throws IOException {
        if (Thread.currentThread() instanceof CancellableCallThread callThread)
            return callThread.executeInterruptibly(call, reader);
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    result.complete(CancellableCallThread.execute(call, reader));
                } catch (IOException | BakshException e) {
                    result.completeExceptionally(e);
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(new IOException("canceled due to " + e));
                }
            });
        } catch (RejectedExecutionException e) {
            throw new InterruptedIOException("closed");
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            call.cancel();
            try {
                // It may have come to its end meanwhile; only then is it certain whether a byte had left.
                return result.get(CANCEL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException | TimeoutException late) {
                started.set(true);
                throw new IOException("Canceled", late);
            } catch (ExecutionException failure) {
                throw unwrap(failure);
            } finally {
                Thread.currentThread().interrupt();
            }
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
    }

    /** What broke the reading; a file that cannot be written is told in its own words. */
    private static IOException unwrap(ExecutionException e) {
        if (e.getCause() instanceof BakshException failure) {
            failure.fillInStackTrace(); // The line of the script stands in this thread's.
            throw failure;
        }
        return (IOException) e.getCause();
    }

    /** On the record that this thread's requests are on. */
    @Override
    public <T> Future<T> submit(Supplier<T> work) {
        Supplier<T> suppressingWork = requestLog == null ? work : requestLog.inheritSuppression(work);
        return threads.submit(suppressingWork::get);
    }

    private static ThreadPoolExecutor newThreadPool() {
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
    public DownloadResponse download(HttpRequest request, DownloadTarget destination, TimeSource time) {
        Request.Builder builder = new Request.Builder()
                .url(resolve(rootUrl, request.target()))
                .tag(AtomicBoolean.class, new AtomicBoolean())
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "baksh");
        request.headers().forEach(builder::header);
        Call call =
                readClient.newBuilder().readTimeout(request.timeout()).build().newCall(builder.build());
        long start = requestLog == null ? 0 : requestLog.startNanos();
        try {
            DownloadResponse downloaded =
                    interruptibly(call, new AtomicBoolean(), response -> readFile(response, destination, time));
            if (requestLog != null) requestLog.recordResponse(server, request, start, downloaded.response());
            return downloaded;
        } catch (IOException e) {
            TransportException failure = errors.explain(e, request, true);
            if (requestLog != null) requestLog.recordFailure(server, request, start, failure);
            throw failure;
        }
    }

    private DownloadResponse readFile(Response response, DownloadTarget destination, TimeSource time)
            throws IOException {
        String contentType = response.header("Content-Type", "").toLowerCase(Locale.ROOT);
        boolean isFile = response.isSuccessful() && !contentType.contains("json") && !contentType.contains("html");
        if (!isFile) return new DownloadResponse(readResponse(response), -1);
        HttpResponse head = new HttpResponse(response.code(), readHeaders(response), new byte[0]);
        return new DownloadResponse(
                head,
                new SlowBodyGuard(time).copy(response.body().source(), destination, ContentDisposition.fileName(head)));
    }

    private HttpResponse readResponse(Response response) throws IOException {
        Map<String, String> headers = readHeaders(response);
        byte[] body =
                new ResponseBodyReader(System::nanoTime).read(response.body().source());
        return new HttpResponse(response.code(), headers, body);
    }

    private static Map<String, String> readHeaders(Response response) throws IOException {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .forEach(header -> headers.put(
                        RetryAfterInterceptor.originalName(header.getFirst()).toLowerCase(Locale.ROOT),
                        header.getSecond()));
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
        if (connectionKey != null && isIdle(threads)) {
            connectionCache.release(connectionKey, pooledClient);
            return;
        }
        for (Call call : readClient.dispatcher().runningCalls())
            if (call.request().method().equals("GET")) call.cancel();
        pooledClient.closeIdleConnections();
    }

    private static boolean isIdle(ThreadPoolExecutor threads) {
        if (threads.getActiveCount() == 0) return true;
        try {
            return threads.awaitTermination(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
