package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.ServerTrustManager;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Mapper that turns network exceptions into errors with a message and a hint. */
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
        if (proxy != null
                && !mayHaveBeenSent
                && (findCause(e, UnknownHostException.class) != null || isConnectionRefused(e)))
            return retryableFailure(
                    ExitCode.UNREACHABLE, "the proxy " + proxy + " cannot be reached", PROXY_HINT, false, e);
        if (proxy != null && !mayHaveBeenSent && describe(e).startsWith("Failed to authenticate with proxy"))
            return permanentFailure(
                    "the proxy " + proxy + " requires a user and a password, or rejects them; nothing was sent",
                    PROXY_LOGIN_HINT,
                    e);
        String host = server.url().getHost();
        String address = server.url().getAuthority();
        if (findCause(e, UnknownHostException.class) != null) {
            return permanentFailure(
                    "host '" + host + "' is not known",
                    "check " + server.settingName("URL") + " and the name service",
                    e);
        }
        if (findCause(e, SSLPeerUnverifiedException.class) != null) {
            String hint = "use the name in the certificate, or pin its key with " + server.settingName("PIN");
            return permanentFailure("the certificate of " + address + " is for another name", hint, e);
        }
        if (Thread.currentThread().isInterrupted() || "Canceled".equals(e.getMessage())) {
            return retryableFailure(ExitCode.INTERRUPTED, "interrupted", null, mayHaveBeenSent, e);
        }
        boolean handshakeFailed = !mayHaveBeenSent
                && (findCause(e, SSLException.class) != null || isHandshakeBroken(e) || isHandshakeTimeout(e));
        if (handshakeFailed && e instanceof InterruptedIOException) return handshakeTimeout(address, e);
        if (handshakeFailed) return handshakeFailure(address, e);
        String requestLine = request.method() + " " + server.url() + withoutQuery(request.target());
        if (e instanceof ResponseBodyReader.UnsupportedResponseException) {
            String message = server.label() + ": " + e.getMessage() + " (" + requestLine + ")";
            return new TransportException(ExitCode.UNREACHABLE, message, null, true, false, e);
        }
        if (findCause(e, InterruptedIOException.class) != null) {
            boolean readTimedOut = findCause(e, SocketTimeoutException.class) != null;
            String timeoutMessage = (readTimedOut
                            ? "the server stopped sending ("
                            : "no complete response within " + describe(request.timeout()) + " (")
                    + requestLine + ")";
            return retryableFailure(
                    ExitCode.UNREACHABLE,
                    mayHaveBeenSent ? timeoutMessage : "no connection to " + address + " in time",
                    null,
                    mayHaveBeenSent,
                    e);
        }
        if (!mayHaveBeenSent && isConnectionRefused(e)) {
            String hint = "check " + server.settingName("URL") + ", the firewall, and that the server runs";
            return retryableFailure(
                    ExitCode.UNREACHABLE, "no server listens at " + address + " (connection refused)", hint, false, e);
        }
        String hint = mayHaveBeenSent && isClosedWithoutResponse(e) ? httpsHint(server) : null;
        return retryableFailure(
                ExitCode.UNREACHABLE,
                "the connection broke (" + requestLine + "): " + describe(e),
                hint,
                mayHaveBeenSent,
                e);
    }

    /** Returns true if the response to a plain HTTP request is not HTTP. */
    private boolean isClosedWithoutResponse(IOException e) {
        String text = describe(e);
        boolean noHttpResponse = text.startsWith("Connection reset")
                || text.startsWith("unexpected end of stream on ")
                || text.startsWith("Unexpected status line") && !text.contains("HTTP/");
        return noHttpResponse && server.url().getScheme().equals("http");
    }

    /** Creates the error for a TLS handshake without a response: the server may be starting, or use another protocol. */
    private TransportException handshakeTimeout(String address, IOException e) {
        return retryableFailure(
                ExitCode.UNREACHABLE,
                address + " accepted the connection but did not complete the TLS handshake in time",
                "check the port in " + server.settingName("URL") + ", and whether the server is starting or overloaded",
                false,
                e);
    }

    private static boolean isConnectionRefused(IOException e) {
        return findCause(e, ConnectException.class) != null || findCause(e, NoRouteToHostException.class) != null;
    }

    /** Creates the error for a failed TLS handshake. On a plain port, Apache responds in plain text; other servers close the connection. */
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
            return permanentFailure(
                    "the key of " + address + " is not the trusted key; nothing was sent",
                    "trusted  " + untrusted.expectedPins() + "\nshown    " + untrusted.presentedPin()
                            + "\nif the key was changed on purpose, remove the line of " + address + " from "
                            + untrusted.knownHostsFile() + "; if not, another server may impersonate this server",
                    e);
        }
        if (untrusted.expectedPins() != null) {
            return permanentFailure(
                    "the key of " + address + " is not the pinned key; nothing was sent",
                    "pinned  " + untrusted.expectedPins() + "\nshown   " + untrusted.presentedPin()
                            + "\nif the key was changed on purpose, set " + server.settingName("PIN") + " to that",
                    e);
        }
        return permanentFailure(
                "the certificate of " + address + " is not trusted",
                "set the PEM file of the CA with " + server.settingName("CA")
                        + ", or compare the key with the key on the server and set " + server.settingName("PIN")
                        + " to "
                        + untrusted.presentedPin(),
                e);
    }

    /** Returns true if the connection broke during the TLS handshake. */
    private boolean isHandshakeBroken(IOException e) {
        boolean connectionBroken = findCause(e, java.net.SocketException.class) != null
                || findCause(e, java.io.EOFException.class) != null;
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

    private TransportException retryableFailure(
            ExitCode exit, String message, String hint, boolean mayHaveBeenSent, IOException e) {
        return new TransportException(
                exit, server.label() + ": " + message, hint, mayHaveBeenSent, exit == ExitCode.UNREACHABLE, e);
    }

    private static String describe(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    private static String describe(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Removes the query, which may contain secrets. */
    private static String withoutQuery(String target) {
        int queryStart = target.indexOf('?');
        return queryStart < 0 ? target : target.substring(0, queryStart);
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
