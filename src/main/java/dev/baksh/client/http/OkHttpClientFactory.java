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

/** OkHttp as a {@link OkHttpTransport} has it: one try for each request, and nothing on its own account. */
final class OkHttpClientFactory {
    /** Longest wait for a TCP and TLS connection. */
    static final Duration CONNECT = Duration.ofSeconds(10);
    /** Idle connections older than this are not used: the servers' Apache closes them after 5 s. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(4);

    private static final String ADMISSION = "Proxy-Authorization";

    private OkHttpClientFactory() {}

    /**
     * One for reads, without limits of time that depend on the call.
     *
     * @param trust   null without TLS, as the context is
     */
    static OkHttpClient of(ServerConfig server, ProxySettings proxies, ServerTrustManager trust, SSLContext context) {
        URI url = server.url();
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(CONNECT)
                .writeTimeout(Duration.ZERO)
                .socketFactory(new NoDelaySocketFactory())
                .connectionPool(new ConnectionPool(8, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                .addNetworkInterceptor(new RetryAfterInterceptor());
        // Of its own it would keep the variables, which hold the credentials.
        if (proxies.before(url) == null) client.proxy(Proxy.NO_PROXY);
        else client.proxySelector(proxies);
        String shown = proxies.authorization(url);
        if (shown != null && context != null) client.proxyAuthenticator((route, response) -> admitted(shown, response));
        // Without a tunnel each request goes to the proxy itself.
        if (shown != null && context == null)
            client.addNetworkInterceptor(chain -> chain.proceed(
                    chain.request().newBuilder().header(ADMISSION, shown).build()));
        if (context == null) return client.build();
        client.sslSocketFactory(context.getSocketFactory(), trust);
        HostnameVerifier names = client.build().hostnameVerifier();
        client.hostnameVerifier((host, session) -> trust.byKey() || names.verify(host, session));
        return client.build();
    }

    /** Once: a proxy that refuses it would refuse it again. */
    private static Request admitted(String shown, Response response) {
        if (response.request().header(ADMISSION) != null) return null;
        return response.request().newBuilder().header(ADMISSION, shown).build();
    }
}
