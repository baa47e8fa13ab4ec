package dev.baksh.client.http;

import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.ServerTrustManager;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import okhttp3.ConnectionPool;
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

    private OkHttpClientFactory() {}

    /**
     * Creates a client for reads, without the timeouts that depend on the call.
     *
     * @param trustManager null without TLS, like the context
     */
    static OkHttpClient create(
            ServerConfig server, ProxySettings proxySettings, ServerTrustManager trustManager, SSLContext context) {
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
                .addNetworkInterceptor(new RetryAfterInterceptor());
        // The default selector would keep the variables, which contain credentials.
        if (proxySettings.proxyAddress(url) == null) builder.proxy(Proxy.NO_PROXY);
        else builder.proxySelector(proxySettings);
        String authorization = proxySettings.authorization(url);
        if (authorization != null && context != null)
            builder.proxyAuthenticator((route, response) -> addProxyAuthorization(authorization, response));
        // Without a tunnel, each request goes to the proxy itself.
        if (authorization != null && context == null)
            builder.addNetworkInterceptor(chain -> chain.proceed(chain.request()
                    .newBuilder()
                    .header(PROXY_AUTHORIZATION, authorization)
                    .build()));
        if (context == null) return builder.build();
        builder.sslSocketFactory(context.getSocketFactory(), trustManager);
        HostnameVerifier hostnameVerifier = builder.build().hostnameVerifier();
        builder.hostnameVerifier(
                (host, session) -> trustManager.isTrustedByKey() || hostnameVerifier.verify(host, session));
        return builder.build();
    }

    /** Sends the proxy credentials once: the proxy would reject them again. */
    private static Request addProxyAuthorization(String authorization, Response response) {
        if (response.request().header(PROXY_AUTHORIZATION) != null) return null;
        return response.request()
                .newBuilder()
                .header(PROXY_AUTHORIZATION, authorization)
                .build();
    }
}
