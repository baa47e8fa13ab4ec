package dev.baksh.client.http;

import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.ServerTrustManager;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/** Factory of the OkHttp clients of {@link OkHttpTransport}: one attempt per request, no automatic retries and redirects. */
final class OkHttpClientFactory {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Idle connections are closed after this time: the Apache of the servers closes them after 5 s. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(4);

    private static final String RETRY_AFTER = "Retry-After";
    private static final String RENAMED_RETRY_AFTER = "Baksh-Retry-After";

    private OkHttpClientFactory() {}

    /**
     * Creates a client for reads, without the timeouts that depend on the call. Trust manager and context are null without TLS.
     *
     * @param proxyContext TLS context of the proxy, or null
     */
    static OkHttpClient create(
            ServerConfig server,
            EnvironmentProxySelector proxySelector,
            SSLContext proxyContext,
            ServerTrustManager trustManager,
            SSLContext context) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(CONNECT_TIMEOUT)
                .writeTimeout(Duration.ZERO)
                .socketFactory(new NoDelaySocketFactory(proxyContext))
                .connectionPool(new ConnectionPool(8, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                .addNetworkInterceptor(OkHttpClientFactory::hideRetryAfter);
        ProxyAddress proxy = proxySelector.proxy(server.url());
        if (proxy == null) builder.proxy(Proxy.NO_PROXY);
        else useProxy(builder, proxy, proxySelector, context != null);
        if (context == null) return builder.build();
        builder.sslSocketFactory(context.getSocketFactory(), trustManager);
        HostnameVerifier hostnameVerifier = builder.build().hostnameVerifier();
        builder.hostnameVerifier(
                (host, session) -> trustManager.isTrustedByKey() || hostnameVerifier.verify(host, session));
        return builder.build();
    }

    /** Sets the selector, because the default selector would keep the variables, which contain credentials. */
    private static void useProxy(
            OkHttpClient.Builder builder,
            ProxyAddress proxy,
            EnvironmentProxySelector proxySelector,
            boolean isTunnel) {
        ProxyLogin login = new ProxyLogin(proxy.authorization(), isTunnel);
        builder.proxySelector(proxySelector).proxyAuthenticator(login);
        if (isTunnel || proxy.kind() == ProxyAddress.Kind.SOCKS) return;
        // Without a tunnel, each request goes to the proxy itself.
        builder.addNetworkInterceptor(chain -> {
            // Before the request starts: a failed handshake proves that nothing was sent.
            if (chain.connection().socket() instanceof SSLSocket socket && socket.getApplicationProtocol() == null)
                socket.startHandshake();
            return chain.proceed(login.authorization() == null ? chain.request() : login.withLogin(chain.request()));
        });
    }

    /**
     * Hides {@code Retry-After} from OkHttp, which repeats a GET after a 503 with {@code Retry-After: 0}. Only
     * {@code ApiExecutor} and {@code TokenEndpoint} retry.
     */
    private static Response hideRetryAfter(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String value = response.header(RETRY_AFTER);
        Response.Builder builder =
                response.newBuilder().removeHeader(RETRY_AFTER).removeHeader(RENAMED_RETRY_AFTER);
        return (value == null ? builder : builder.header(RENAMED_RETRY_AFTER, value)).build();
    }

    /** Returns the header name that the server sent. */
    static String originalName(String header) {
        return header.equalsIgnoreCase(RENAMED_RETRY_AFTER) ? RETRY_AFTER : header;
    }
}
