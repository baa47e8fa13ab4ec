package dev.baksh.client.http;

import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.ServerTrustManager;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/** Factory of the OkHttp clients of {@link OkHttpTransport}: one attempt per request, no automatic retries and redirects. */
final class OkHttpClientFactory {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Idle connections are closed after this time: the Apache of the servers closes them after 5 s. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(4);

    private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String RENAMED_RETRY_AFTER = "Baksh-Retry-After";

    private OkHttpClientFactory() {}

    /** Creates a client for reads, without the timeouts that depend on the call. Trust manager and context are null without TLS. */
    static OkHttpClient create(
            ServerConfig server,
            EnvironmentProxySelector proxySelector,
            ServerTrustManager trustManager,
            SSLContext context) {
        URI url = server.url();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(CONNECT_TIMEOUT)
                .writeTimeout(Duration.ZERO)
                .socketFactory(new NoDelaySocketFactory())
                .connectionPool(new ConnectionPool(8, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                .addNetworkInterceptor(OkHttpClientFactory::hideRetryAfter);
        // The default selector would keep the variables, which contain credentials.
        if (proxySelector.proxyAddress(url) == null) builder.proxy(Proxy.NO_PROXY);
        else builder.proxySelector(proxySelector);
        String authorization = proxySelector.authorization(url);
        if (authorization != null && context != null)
            // The proxy would reject the same credentials again.
            builder.proxyAuthenticator((route, response) -> response.request().header(PROXY_AUTHORIZATION) != null
                    ? null
                    : withProxyAuthorization(response.request(), authorization));
        // Without a tunnel, each request goes to the proxy itself.
        if (authorization != null && context == null)
            builder.addNetworkInterceptor(
                    chain -> chain.proceed(withProxyAuthorization(chain.request(), authorization)));
        if (context == null) return builder.build();
        builder.sslSocketFactory(context.getSocketFactory(), trustManager);
        HostnameVerifier hostnameVerifier = builder.build().hostnameVerifier();
        builder.hostnameVerifier(
                (host, session) -> trustManager.isTrustedByKey() || hostnameVerifier.verify(host, session));
        return builder.build();
    }

    private static Request withProxyAuthorization(Request request, String authorization) {
        return request.newBuilder().header(PROXY_AUTHORIZATION, authorization).build();
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
