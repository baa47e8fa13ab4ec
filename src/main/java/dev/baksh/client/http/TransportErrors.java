package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
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
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Mapper that turns a network exception into a TransportException and decides if a retry is allowed. */
public final class TransportErrors {
    private static final String PROXY_HINT = "check HTTPS_PROXY, or name the server in NO_PROXY";

    private static final String PROXY_LOGIN_HINT =
            "write http://USER:PASSWORD@HOST:PORT, with %40 for an at sign in the password";

    private final ServerConfig server;
    private final String proxy;

    /** @param proxy host and port of the proxy, or null */
    TransportErrors(ServerConfig server, String proxy) {
        this.server = server;
        this.proxy = proxy;
    }

    /** @param mayHaveBeenSent true if a byte of the request may have been sent */
    TransportException explain(IOException e, HttpRequest request, boolean mayHaveBeenSent) {
        ServerTrustManager.UntrustedCertificateException untrusted =
                findCause(e, ServerTrustManager.UntrustedCertificateException.class);
        if (untrusted != null) return untrustedKeyFailure(untrusted, e);
        // The known hosts cannot be read.
        BakshException lookupFailure = findCause(e, BakshException.class);
        if (!mayHaveBeenSent && lookupFailure != null)
            return permanentFailure(lookupFailure.getMessage() + "; nothing was sent", lookupFailure.hint(), e);
        boolean isUnknownHost = findCause(e, UnknownHostException.class) != null;
        boolean isProxyFailure = proxy != null && !mayHaveBeenSent;
        if (isProxyFailure && (isUnknownHost || isConnectionRefused(e)))
            return retryableFailure("the proxy " + proxy + " cannot be reached", PROXY_HINT, false, e);
        if (isProxyFailure && describe(e).startsWith("Failed to authenticate with proxy")) {
            String message =
                    "the proxy " + proxy + " requires a user and a password, or rejects them; nothing was sent";
            return permanentFailure(message, PROXY_LOGIN_HINT, e);
        }
        String address = server.url().getAuthority();
        if (isUnknownHost) {
            String hint = "check " + server.settingName("URL") + " and the name service";
            return permanentFailure("host '" + server.url().getHost() + "' is not known", hint, e);
        }
        if (findCause(e, SSLPeerUnverifiedException.class) != null) {
            String hint = "use the name in the certificate, or pin its key with " + server.settingName("PIN");
            return permanentFailure("the certificate of " + address + " is for another name", hint, e);
        }
        if (Thread.currentThread().isInterrupted() || "Canceled".equals(e.getMessage())) {
            String message = server.label() + ": interrupted";
            return new TransportException(ExitCode.INTERRUPTED, message, null, mayHaveBeenSent, false, e);
        }
        boolean handshakeFailed = !mayHaveBeenSent
                && (findCause(e, SSLException.class) != null || isHandshakeBroken(e) || isHandshakeTimeout(e));
        if (handshakeFailed && e instanceof InterruptedIOException) {
            String setting = server.settingName("URL");
            String hint = "check the port in " + setting + ", and whether the server is starting or overloaded";
            String problem = " accepted the connection but did not complete the TLS handshake in time";
            return retryableFailure(address + problem, hint, false, e);
        }
        if (handshakeFailed) return handshakeFailure(address, e);
        // Without the query, which may contain secrets.
        String requestLine =
                request.method() + " " + server.url() + request.target().split("\\?", 2)[0];
        if (e instanceof ResponseBodyReader.UnsupportedResponseException) {
            String message = server.label() + ": " + e.getMessage() + " (" + requestLine + ")";
            return new TransportException(ExitCode.UNREACHABLE, message, null, true, false, e);
        }
        if (findCause(e, InterruptedIOException.class) != null) {
            String message = "no connection to " + address + " in time";
            if (mayHaveBeenSent)
                message = findCause(e, SocketTimeoutException.class) != null
                        ? "the server stopped sending (" + requestLine + ")"
                        : "no complete response within " + describe(request.timeout()) + " (" + requestLine + ")";
            return retryableFailure(message, null, mayHaveBeenSent, e);
        }
        if (!mayHaveBeenSent && isConnectionRefused(e)) {
            String hint = "check " + server.settingName("URL") + ", the firewall, and that the server runs";
            return retryableFailure("no server listens at " + address + " (connection refused)", hint, false, e);
        }
        String hint = mayHaveBeenSent && isClosedWithoutResponse(e) ? httpsHint(server) : null;
        return retryableFailure("the connection broke (" + requestLine + "): " + describe(e), hint, mayHaveBeenSent, e);
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

    /**
     * Creates the error for a failed TLS handshake. On a plain port, Apache responds in plain text; other servers close
     * the connection.
     */
    private TransportException handshakeFailure(String address, IOException e) {
        String text = describe(e).toLowerCase(Locale.ROOT);
        boolean plainHttp =
                text.contains("unsupported or unrecognized ssl message") || text.contains("plaintext connection");
        boolean closedByServer =
                text.contains("terminated the handshake") || text.contains("connection reset") || text.contains("eof");
        if (!plainHttp && !closedByServer)
            return permanentFailure("no TLS connection to " + address + ": " + describe(e), null, e);
        return permanentFailure(
                address + " does not use TLS"
                        + (plainHttp ? ": the server responds in plain HTTP" : ": the server closes the connection"),
                "check the port in " + server.settingName("URL") + "; only a URL with http:// is used without TLS",
                e);
    }

    private TransportException untrustedKeyFailure(
            ServerTrustManager.UntrustedCertificateException untrusted, IOException e) {
        String address = untrusted.hostAndPort();
        if (untrusted.knownHostsFile() != null) {
            String hint = "trusted  " + untrusted.expectedPins() + "\nshown    " + untrusted.presentedPin()
                    + "\nif the key was changed on purpose, remove the line of " + address + " from "
                    + untrusted.knownHostsFile() + "; if not, another server may impersonate this server";
            return permanentFailure("the key of " + address + " is not the trusted key; nothing was sent", hint, e);
        }
        if (untrusted.expectedPins() != null) {
            String hint = "pinned  " + untrusted.expectedPins() + "\nshown   " + untrusted.presentedPin()
                    + "\nif the key was changed on purpose, set " + server.settingName("PIN") + " to that";
            return permanentFailure("the key of " + address + " is not the pinned key; nothing was sent", hint, e);
        }
        String hint = "set the PEM file of the CA with " + server.settingName("CA")
                + ", or compare the key with the key on the server and set " + server.settingName("PIN") + " to "
                + untrusted.presentedPin();
        return permanentFailure("the certificate of " + address + " is not trusted", hint, e);
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

    /** Creates a failure without retry; the request was not sent. */
    private TransportException permanentFailure(String message, String hint, IOException e) {
        return new TransportException(ExitCode.UNREACHABLE, server.label() + ": " + message, hint, false, false, e);
    }

    private TransportException retryableFailure(String message, String hint, boolean mayHaveBeenSent, IOException e) {
        return new TransportException(
                ExitCode.UNREACHABLE, server.label() + ": " + message, hint, mayHaveBeenSent, true, e);
    }

    private static String describe(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    private static String describe(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    static <T extends Throwable> T findCause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) if (type.isInstance(t)) return type.cast(t);
        return null;
    }

    /** Hint for a server that closes the connection or sends status 400 without JSON, since the port expects TLS. */
    public static String httpsHint(ServerConfig server) {
        return "if this port uses TLS, start the URL in " + server.settingName("URL") + " begin with https://";
    }
}
