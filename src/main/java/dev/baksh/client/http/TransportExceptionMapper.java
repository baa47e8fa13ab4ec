package dev.baksh.client.http;

import static dev.baksh.client.api.BakshException.findCause;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.config.ServerAddress;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.ServerTrustManager;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Mapper that turns a network exception into a TransportException and decides if a retry is allowed. */
public final class TransportExceptionMapper {
    private final ServerConfig server;
    /** Null without a proxy. */
    private final ProxyErrors proxyErrors;

    private final TlsErrors tlsErrors;

    /** @param proxyErrors mapper for failures of the proxy, or null without a proxy */
    TransportExceptionMapper(ServerConfig server, ProxyErrors proxyErrors, TlsErrors tlsErrors) {
        this.server = server;
        this.proxyErrors = proxyErrors;
        this.tlsErrors = tlsErrors;
    }

    /** Every error of a request through a proxy names the proxy. */
    TransportException explain(IOException e, HttpRequest request, RequestProgress progress) {
        boolean mayHaveBeenSent = progress.mayHaveBeenSent();
        if (Thread.currentThread().isInterrupted() || "Canceled".equals(e.getMessage())) {
            String message = server.label() + ": interrupted";
            return new TransportException(ExitCode.INTERRUPTED, message, null, mayHaveBeenSent, false, e);
        }
        if (proxyErrors == null) return explainServer(e, request, mayHaveBeenSent);
        TransportException login = proxyErrors.login(e);
        if (login != null) return login;
        if (!progress.isServerReached()) return proxyErrors.beforeServer(e);
        return proxyErrors.addProxy(explainServer(e, request, mayHaveBeenSent));
    }

    /** @param mayHaveBeenSent true if a byte of the request may have been sent */
    private TransportException explainServer(IOException e, HttpRequest request, boolean mayHaveBeenSent) {
        ServerTrustManager.UntrustedCertificateException untrusted =
                findCause(e, ServerTrustManager.UntrustedCertificateException.class);
        if (untrusted != null) return tlsErrors.untrusted(untrusted, e);
        // The cause is a known_hosts file that cannot be read.
        BakshException lookupFailure = findCause(e, BakshException.class);
        if (!mayHaveBeenSent && lookupFailure != null)
            return TransportException.permanent(
                    server, lookupFailure.getMessage() + "; nothing was sent", lookupFailure.hint(), e);
        String address = server.url().getAuthority();
        if (findCause(e, UnknownHostException.class) != null) {
            String hint = "check " + server.settingName("URL") + " and the DNS settings";
            return TransportException.permanent(
                    server, "host '" + ServerAddress.host(server.url()) + "' is not known", hint, e);
        }
        SSLPeerUnverifiedException misnamed = findCause(e, SSLPeerUnverifiedException.class);
        if (misnamed != null) return tlsErrors.misnamed(misnamed, ServerAddress.host(server.url()), e);
        boolean isTlsFailure = findCause(e, SSLException.class) != null;
        boolean handshakeFailed = !mayHaveBeenSent && (isTlsFailure || isHandshakeBroken(e) || isHandshakeTimeout(e));
        if (handshakeFailed && e instanceof InterruptedIOException) {
            String setting = server.settingName("URL");
            String hint = "check the port in " + setting + ", and whether the server is starting or overloaded";
            String problem = " accepted the connection but did not complete the TLS handshake in time";
            return TransportException.retryable(server, address + problem, hint, false, e);
        }
        if (handshakeFailed || isTlsFailure || e instanceof SocketException && !isConnectionRefused(e)) {
            TransportException missing = tlsErrors.missingClientCertificate(e, mayHaveBeenSent);
            if (missing != null) return missing;
        }
        if (handshakeFailed) return tlsErrors.handshake(e);
        // Without the query, which may contain secrets.
        String requestLine =
                request.method() + " " + server.url() + request.target().split("\\?", 2)[0];
        if (e instanceof ResponseBodyReader.UnsupportedResponseException) {
            String message = server.label() + ": " + e.getMessage() + " (" + requestLine + ")";
            return new TransportException(ExitCode.UNREACHABLE, message, null, true, false, e);
        }
        if (findCause(e, InterruptedIOException.class) != null) {
            String message = "no connection to " + address + " within the timeout";
            if (mayHaveBeenSent)
                message = findCause(e, SocketTimeoutException.class) != null
                        ? "the server stopped sending (" + requestLine + ")"
                        : "no complete response within " + describe(request.timeout()) + " (" + requestLine + ")";
            return TransportException.retryable(server, message, null, mayHaveBeenSent, e);
        }
        if (!mayHaveBeenSent && isConnectionRefused(e)) {
            String hint = "check " + server.settingName("URL") + ", the firewall, and that the server runs";
            return TransportException.retryable(
                    server, "no server listens at " + address + " (connection refused)", hint, false, e);
        }
        String hint = mayHaveBeenSent && isClosedWithoutResponse(e) ? httpsHint(server) : null;
        return TransportException.retryable(
                server, "the connection broke (" + requestLine + "): " + describe(e), hint, mayHaveBeenSent, e);
    }

    /** Returns true if the response to a plain HTTP request is not HTTP. */
    private boolean isClosedWithoutResponse(IOException e) {
        String text = describe(e);
        boolean noHttpResponse = text.startsWith("Connection reset")
                || text.startsWith("unexpected end of stream on ")
                || text.startsWith("Unexpected status line") && !text.contains("HTTP/");
        return noHttpResponse && server.url().getScheme().equals("http");
    }

    private static boolean isConnectionRefused(IOException e) {
        return findCause(e, ConnectException.class) != null || findCause(e, NoRouteToHostException.class) != null;
    }

    private boolean isHandshakeBroken(IOException e) {
        boolean connectionBroken =
                findCause(e, SocketException.class) != null || findCause(e, EOFException.class) != null;
        return connectionBroken
                && !isConnectionRefused(e)
                && server.url().getScheme().equals("https");
    }

    /** Returns true if the TCP connection was established. */
    private boolean isHandshakeTimeout(IOException e) {
        return server.url().getScheme().equals("https") && describe(e).equals("Read timed out");
    }

    /** Returns the first line of the message. */
    static String describe(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    private static String describe(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Hint for a server that closes the connection or sends status 400 without JSON, since the port expects TLS. */
    public static String httpsHint(ServerConfig server) {
        return "if this port uses TLS, change the URL in " + server.settingName("URL") + " to start with https://";
    }
}
