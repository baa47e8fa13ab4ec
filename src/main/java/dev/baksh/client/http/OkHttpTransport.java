package dev.baksh.client.http;

import static dev.baksh.client.api.BakshException.findCause;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerAddress;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.CertificateAuthorities;
import dev.baksh.client.tls.KnownHosts;
import dev.baksh.client.tls.ServerTrustManager;
import dev.baksh.client.tls.TlsSessionCache;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/**
 * Transport that sends each request to one server at most once, with OkHttp. Returns a complete response, or throws an
 * exception that tells whether a byte was sent.
 *
 * <p>OkHttp repeats a POST after a reset, a 408, a 503 with Retry-After 0 and a redirect. Three settings together prevent
 * this: no retry on connection failure, no redirects, and one-shot bodies (an empty body for a verb without body). Only
 * {@code ApiExecutor} and {@code TokenEndpoint} retry.
 */
public final class OkHttpTransport implements HttpTransport, AutoCloseable {
    /**
     * Timeout between two bytes of a read, since responses begin within seconds; and of each request before its first byte:
     * name, connection, proxy and TLS.
     */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    /** Keep-alive of a pool without idle connections; with a short time the cleaner of OkHttp would loop without a pause. */
    private static final Duration WRITE_POOL_KEEP_ALIVE = Duration.ofMinutes(5);
    /** Maximum time for the end of a cancelled call; the user waits for it. */
    private static final Duration CANCEL_TIMEOUT = Duration.ofMillis(300);
    /** Maximum time for the end of idle threads. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMillis(100);

    private final ServerConfig server;
    private final Duration connectionTimeout;
    private final TransportExceptionMapper errors;
    private final RequestLog requestLog;
    private final KnownHosts knownHosts;
    /** Connections of earlier transports of the caller, or null. */
    private final ConnectionCache connectionCache;
    /** Key of cached connections; null if none are cached. */
    private final List<String> connectionKey;
    /** Null without TLS. */
    private final ServerTrustManager trustManager;

    /** Null without a proxy. */
    private final ProxyAddress proxy;

    private final String proxyNotice;
    private final HttpUrl rootUrl;
    /** One thread per running call and no queue; the calling threads limit the number. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), TransportThread::new);

    private final PooledHttpClient pooledClient;
    private final OkHttpClient readClient;
    private final OkHttpClient writeClient;

    /**
     * Creates a transport to one server.
     *
     * @param env environment with the variables of proxies and CAs
     * @param requestLog receives every request
     * @param knownHosts server keys that the user has confirmed
     * @param connectionCache cache that the transports of one caller share, or null
     */
    public OkHttpTransport(
            ServerConfig server,
            Map<String, String> env,
            RequestLog requestLog,
            KnownHosts knownHosts,
            ConnectionCache connectionCache) {
        this(server, env, requestLog, knownHosts, connectionCache, READ_TIMEOUT);
    }

    /** @param readTimeout timeout between two bytes of a read, and of each request before its first byte */
    OkHttpTransport(
            ServerConfig server,
            Map<String, String> env,
            RequestLog requestLog,
            KnownHosts knownHosts,
            ConnectionCache connectionCache,
            Duration readTimeout) {
        this.server = server;
        this.connectionTimeout = readTimeout;
        this.requestLog = requestLog;
        // A configured pin or CA file takes precedence over confirmed keys, so there is no prompt.
        boolean configured = server.pin() != null || server.caFile() != null;
        this.knownHosts = configured ? KnownHosts.NONE : knownHosts;
        EnvironmentProxySelector proxySelector = new EnvironmentProxySelector(env, server.url());
        this.rootUrl = HttpUrl.parse(server.url().toString());
        // OkHttp also checks the encoding of international names.
        if (rootUrl == null)
            throw BakshException.usageError(
                    server.label() + ": '" + ServerAddress.host(server.url()) + "' is not a valid host",
                    "check " + server.settingName("URL"));
        this.connectionCache = connectionCache;
        TlsSessionCache tlsSessions =
                connectionCache == null ? new TlsSessionCache(System::nanoTime) : connectionCache.tlsSessions();
        CertificateAuthorities systemAuthorities = new CertificateAuthorities(env);
        this.trustManager = server.url().getScheme().equals("https")
                ? ServerTrustManager.of(server, this.knownHosts, systemAuthorities, tlsSessions)
                : null;
        this.proxy = proxySelector.proxy(server.url());
        this.proxyNotice = proxy == null ? null : proxySelector.notice();
        SSLContext proxyContext = proxy == null || proxy.kind() != ProxyAddress.Kind.HTTPS
                ? null
                : ServerTrustManager.createProxyContext("the proxy " + proxy.hostAndPort(), systemAuthorities);
        TlsErrors tlsErrors = new TlsErrors(
                server,
                () -> trustManager.authorityProblems(),
                () -> trustManager != null && tlsSessions.isClientCertificateRequested(trustManager));
        ProxyErrors proxyErrors = proxy == null ? null : new ProxyErrors(server, proxy, systemAuthorities);
        this.errors = new TransportExceptionMapper(server, proxyErrors, tlsErrors);
        // A proxy may need a password, and passwords are not cached.
        this.connectionKey = connectionCache == null || proxy != null ? null : connectionKey(server, trustManager);
        SSLContext context = trustManager == null ? null : tlsSessions.getOrCreateContext(trustManager);
        PooledHttpClient cachedClient = connectionKey == null ? null : connectionCache.take(connectionKey);
        if (cachedClient != null
                && !cachedClient.isReusable(context, session -> tlsSessions.accepts(trustManager, session))) {
            cachedClient.closeIdleConnections();
            cachedClient = null;
        }
        this.pooledClient = cachedClient == null
                ? new PooledHttpClient(
                        OkHttpClientFactory.create(server, proxySelector, proxyContext, trustManager, context), context)
                : cachedClient;
        readClient = pooledClient
                .client()
                .newBuilder()
                .dispatcher(new Dispatcher()) // Contains only the calls of this transport.
                .readTimeout(readTimeout)
                .eventListenerFactory(this::newListener)
                .build();
        // A write never uses a connection that the server may be closing: its outcome would be unclear.
        // A write has no timeout between two bytes: a shorter wait would only make its outcome unclear.
        writeClient = readClient
                .newBuilder()
                .readTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(0, WRITE_POOL_KEEP_ALIVE.toMinutes(), TimeUnit.MINUTES))
                .build();
    }

    private static List<String> connectionKey(ServerConfig server, ServerTrustManager trustManager) {
        List<String> keyParts = new ArrayList<>();
        keyParts.add(server.url().getScheme());
        keyParts.add(KnownHosts.hostAndPort(server.url()));
        if (trustManager == null) return keyParts;
        List<String> trustParts = trustManager.currentTrustKey();
        return trustParts != null && keyParts.addAll(trustParts) ? keyParts : null;
    }

    @Override
    public boolean confirmHostKey(TransportException e) {
        ServerTrustManager.UntrustedCertificateException untrusted =
                findCause(e, ServerTrustManager.UntrustedCertificateException.class);
        // The certificate of a proxy is not that of the server.
        return untrusted != null
                && untrusted.hostAndPort().equals(KnownHosts.hostAndPort(server.url()))
                && knownHosts.confirmAndAdd(untrusted);
    }

    @Override
    public HttpResponse send(HttpRequest request) {
        RequestProgress progress = new RequestProgress();
        boolean isRead = request.method().equals("GET");
        Request httpRequest = newRequest(request, progress)
                .method(request.method(), isRead ? null : oneShotBody(request))
                .build();
        Call call = (isRead ? readClient : writeClient).newCall(httpRequest);
        call.timeout().timeout(millis(request.timeout()), TimeUnit.MILLISECONDS);
        return execute(request, call, progress, this::readResponse, response -> response);
    }

    private Request.Builder newRequest(HttpRequest request, RequestProgress progress) {
        Request.Builder builder = new Request.Builder()
                .url(resolve(rootUrl, request.target()))
                .tag(RequestProgress.class, progress)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "baksh");
        request.headers().forEach(builder::header);
        return builder;
    }

    private <T> T execute(
            HttpRequest request,
            Call call,
            RequestProgress progress,
            TransportThread.ResponseReader<T> reader,
            Function<T, HttpResponse> response) {
        long start = requestLog.startNanos();
        try {
            T result = interruptibly(call, progress, reader);
            requestLog.recordResponse(server, request, start, response.apply(result));
            return result;
        } catch (IOException e) {
            TransportException failure = errors.explain(e, request, progress);
            requestLog.recordFailure(server, request, start, failure);
            throw failure;
        }
    }

    /**
     * Tests the connection to the server with one request without a token, on a new connection.
     *
     * @return the steps in order, up to the failed step
     */
    public List<ProbeStep> probe(TimeSource time) {
        HttpRequest request =
                new HttpRequest("GET", "/", Map.of(), null, null, OkHttpClientFactory.CONNECT_TIMEOUT.multipliedBy(2));
        RequestProgress progress = new RequestProgress();
        ConnectionProbe probe =
                new ConnectionProbe(server, time, progress, trustManager != null && trustManager.isTrustedByKey());
        Request get = new Request.Builder()
                .url(resolve(rootUrl, request.target()))
                .header("User-Agent", "baksh")
                .build();
        OkHttpClient probeClient =
                writeClient.newBuilder().eventListenerFactory(call -> probe).build();
        Call call = probeClient.newCall(get);
        call.timeout().timeout(millis(request.timeout()), TimeUnit.MILLISECONDS);
        try {
            return probe.complete(interruptibly(call, progress, this::readResponse), forwardProxy());
        } catch (IOException e) {
            return probe.fail(errors.explain(e, request, progress));
        }
    }

    /** Returns the address of a proxy that receives the requests themselves: a proxy without a tunnel. */
    @Override
    public String forwardProxy() {
        boolean isForwarding = proxy != null && trustManager == null && proxy.kind() != ProxyAddress.Kind.SOCKS;
        return isForwarding ? proxy.hostAndPort() : null;
    }

    /** Returns a notice about variables without an effect if a proxy is used, or null. */
    public String proxyNotice() {
        return proxyNotice;
    }

    /** Returns the URL of a request to this target, encoded as the request is. */
    public static String url(URI server, String target) {
        return resolve(HttpUrl.get(server.toString()), target).toString();
    }

    /** Appends a target to the URL of the server with its base path, without a new parse of the host. */
    static HttpUrl resolve(HttpUrl serverUrl, String target) {
        int queryStart = target.indexOf('?');
        String basePath = serverUrl.encodedPath().replaceFirst("/$", "");
        String path = basePath + (queryStart < 0 ? target : target.substring(0, queryStart));
        HttpUrl.Builder url = serverUrl.newBuilder().encodedPath(path);
        return (queryStart < 0 ? url : url.encodedQuery(target.substring(queryStart + 1))).build();
    }

    /** Returns at least 1 ms: OkHttp reads 0 as no timeout. */
    private static long millis(Duration timeout) {
        return Math.max(1, timeout.toMillis());
    }

    /**
     * Runs a call so that an interrupt of this thread ends it; a socket that waits for bytes does not react to an
     * interrupt.
     */
    private <T> T interruptibly(Call call, RequestProgress progress, TransportThread.ResponseReader<T> reader)
            throws IOException {
        Future<T> result;
        try {
            result = threads.submit(() -> TransportThread.execute(call, reader));
        } catch (RejectedExecutionException e) {
            throw new InterruptedIOException("closed");
        }
        try {
            return awaitResult(result, call, progress);
        } catch (InterruptedException e) {
            call.cancel();
            try {
                // The call may have ended in the meantime.
                return result.get(CANCEL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException | TimeoutException late) {
                progress.abandon();
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

    /**
     * Waits for the result of a call. The time until its first byte is limited here: OkHttp misses a cancel between the
     * connection to a proxy and the CONNECT request, and the timeout of a call is such a cancel. After the first byte only
     * the timeout of the call counts, since the response to a write may be slow.
     */
    private <T> T awaitResult(Future<T> result, Call call, RequestProgress progress)
            throws IOException, InterruptedException, ExecutionException {
        try {
            return result.get(connectionTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!progress.abandon()) return result.get();
            call.cancel();
            throw new SocketTimeoutException(progress.isServerReached() ? "Read timed out" : "timeout");
        }
    }

    /** Returns the I/O failure of a call; throws the exception of a file that cannot be written. */
    private static IOException unwrap(ExecutionException e) {
        if (e.getCause() instanceof BakshException failure) {
            failure.fillInStackTrace(); // The stack trace of this thread contains the line of the script.
            throw failure;
        }
        return e.getCause() instanceof IOException failure
                ? failure
                : new IOException("canceled due to " + e.getCause());
    }

    /** Runs work in another thread, with the log suppression of this thread. */
    @Override
    public <T> Future<T> submit(Supplier<T> work) {
        return threads.submit(requestLog.inheritSuppression(work)::get);
    }

    /**
     * Sends a read whose response may be a file of any size, and streams the file. The total time is not limited; the
     * download fails if no byte arrives within the timeout of the request, or less than 1 KiB in 30 seconds.
     *
     * @throws BakshException if the file cannot be written
     */
    @Override
    public Download download(HttpRequest request, DownloadTarget destination, TimeSource time) {
        RequestProgress progress = new RequestProgress();
        OkHttpClient client =
                readClient.newBuilder().readTimeout(request.timeout()).build();
        Call call = client.newCall(newRequest(request, progress).build());
        return execute(request, call, progress, response -> readFile(response, destination, time), Download::response);
    }

    private Download readFile(Response response, DownloadTarget destination, TimeSource time) throws IOException {
        HttpResponse head = new HttpResponse(response.code(), readHeaders(response), new byte[0]);
        if (!head.isFile()) return new Download(readResponse(response), -1);
        return new Download(
                head, new ResponseBodyReader(time::nanos).copy(response.body().source(), destination, head.fileName()));
    }

    private HttpResponse readResponse(Response response) throws IOException {
        Map<String, String> headers = readHeaders(response);
        ResponseBodyReader reader = new ResponseBodyReader(System::nanoTime);
        return new HttpResponse(
                response.code(), headers, reader.read(response.body().source()));
    }

    private static Map<String, String> readHeaders(Response response) throws IOException {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .forEach(header -> headers.put(
                        OkHttpClientFactory.originalName(header.getFirst()).toLowerCase(Locale.ROOT),
                        header.getSecond()));
        List<String> links = response.headers("Link");
        if (links.size() > 1) headers.put("link", String.join(", ", links)); // The fields form one list (RFC 8288).
        List<String> lengths = response.headers("Content-Length");
        if (lengths.size() > 1 && Set.copyOf(lengths).size() > 1) {
            throw new ResponseBodyReader.UnsupportedResponseException("the response has two lengths");
        }
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new ResponseBodyReader.UnsupportedResponseException(
                    "the response is encoded as " + encoding + ", which was not requested");
        }
        return headers;
    }

    /** Cancels running reads and releases the connections. */
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

    /** Returns a body that OkHttp can write only once, so that it never repeats the request. */
    private static RequestBody oneShotBody(HttpRequest request) {
        byte[] bytes = request.body() == null ? new byte[0] : request.body();
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return request.contentType() == null ? null : MediaType.get(request.contentType());
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
        };
    }

    /** Returns a listener that records how far the request has come. */
    private EventListener newListener(Call call) {
        RequestProgress progress = call.request().tag(RequestProgress.class);
        return new EventListener() {
            @Override
            public void connectionAcquired(Call call, Connection connection) {
                pooledClient.addConnection(connection);
            }

            @Override
            public void secureConnectStart(Call call) {
                progress.recordServerReached();
            }

            @Override
            public void requestHeadersStart(Call call) {
                progress.recordStart();
            }
        };
    }
}
