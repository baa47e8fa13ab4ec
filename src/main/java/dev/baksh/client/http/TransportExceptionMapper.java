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
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Mapper that turns a network exception into a TransportException and decides if a retry is allowed. */
public final class TransportExceptionMapper {
    /** Texts of the operating system for a connection that was neither established nor refused. */
    private static final Pattern UNREACHABLE =
            Pattern.compile("(?i)unreachable|no route|timed out|not permitted|denied|is down|assign requested");

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
    TransportException explain(IOException failure, HttpRequest request, RequestProgress progress) {
        IOException e = mostTelling(failure);
        boolean mayHaveBeenSent = progress.mayHaveBeenSent();
        if (Thread.currentThread().isInterrupted() || "Canceled".equals(e.getMessage())) {
            String message = server.label() + ": interrupted";
            return new TransportException(ExitCode.INTERRUPTED, message, null, mayHaveBeenSent, false, e);
        }
        if (proxyErrors == null) return explainServer(e, request, progress);
        TransportException login = proxyErrors.login(e);
        if (login != null) return login;
        if (!progress.isServerReached()) return proxyErrors.beforeServer(e);
        return proxyErrors.addProxy(explainServer(e, request, progress));
    }

    /**
     * Returns the failure to explain. A name may have several addresses, of which this machine may reach only some, for example
     * because it has no IPv6: then the failure of another address says more.
     */
    private static IOException mostTelling(IOException failure) {
        if (unreachable(failure) == null) return failure;
        return Stream.of(failure.getSuppressed())
                .filter(other -> other instanceof IOException e && unreachable(e) == null)
                .map(IOException.class::cast)
                .findFirst()
                .orElse(failure);
    }

    private TransportException explainServer(IOException e, HttpRequest request, RequestProgress progress) {
        boolean mayHaveBeenSent = progress.mayHaveBeenSent();
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
        // Without a connection there is no TLS handshake, and nothing is known about the server.
        if (!progress.isServerReached() && e instanceof SocketException && !isConnectionRefused(e)) {
            String hint = "check " + server.settingName("URL") + ", the network, the VPN and the firewall";
            return TransportException.retryable(
                    server, address + " cannot be reached: " + systemText(e), hint, false, e);
        }
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

    /** Java reports a timeout of the operating system with the same class. */
    static boolean isConnectionRefused(IOException e) {
        return findCause(e, ConnectException.class) != null && unreachable(e) == null;
    }

    /** Returns the text of the operating system if no connection was established or refused, or null. */
    static String unreachable(IOException e) {
        String text = systemText(e);
        return e instanceof SocketException && UNREACHABLE.matcher(text).find() ? text : null;
    }

    /** Returns the text without the addresses that OkHttp adds. */
    private static String systemText(IOException e) {
        return describe(e.getCause() instanceof ConnectException cause ? cause : e);
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
