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

/** What an exception of the network means, in words for the reader. */
public final class TransportErrors {
    private static final String PROXY = "check HTTPS_PROXY, or name the server in NO_PROXY";

    private static final String LOGIN = "write http://USER:PASSWORD@HOST:PORT, with %40 for an at sign in the password";

    private final ServerConfig server;
    private final String proxy;

    /** @param proxy host and port of the proxy before the server, or null */
    TransportErrors(ServerConfig server, String proxy) {
        this.server = server;
        this.proxy = proxy;
    }

    /** @param started a byte of the request may have left */
    TransportException explain(IOException e, HttpRequest request, boolean started) {
        ServerTrustManager.Untrusted untrusted = cause(e, ServerTrustManager.Untrusted.class);
        if (untrusted != null) return untrusted(untrusted, e);
        // Who is to be trusted cannot be looked up.
        BakshException lookup = cause(e, BakshException.class);
        if (!started && lookup != null) return wire(lookup.getMessage() + "; nothing was sent", lookup.hint(), e);
        if (proxy != null && !started && (cause(e, UnknownHostException.class) != null || refused(e)))
            return passing(ExitCode.UNREACHABLE, "the proxy " + proxy + " cannot be reached", PROXY, false, e);
        if (proxy != null && !started && words(e).startsWith("Failed to authenticate with proxy"))
            return wire(
                    "the proxy " + proxy + " wants a user and password, or refuses them; nothing was sent", LOGIN, e);
        String host = server.url().getHost();
        String at = server.url().getAuthority();
        if (cause(e, UnknownHostException.class) != null) {
            return wire(
                    "host '" + host + "' is not known", "check " + server.variable("URL") + " and the name service", e);
        }
        if (cause(e, SSLPeerUnverifiedException.class) != null) {
            String hint = "use the name that stands in the certificate, or pin its key with " + server.variable("PIN");
            return wire("the certificate of " + at + " is for another name", hint, e);
        }
        if (Thread.currentThread().isInterrupted() || "Canceled".equals(e.getMessage())) {
            return passing(ExitCode.INTERRUPTED, "interrupted", null, started, e);
        }
        boolean greeting = !started && (cause(e, SSLException.class) != null || greeted(e) || silent(e));
        if (greeting && e instanceof InterruptedIOException) return stalled(at, e);
        if (greeting) return handshake(at, e);
        String tried = request.method() + " " + server.url() + plain(request.target());
        if (e instanceof UnsupportedResponseException) {
            String what = server.label() + ": " + e.getMessage() + " (" + tried + ")";
            return new TransportException(ExitCode.UNREACHABLE, what, null, true, false, e);
        }
        if (cause(e, InterruptedIOException.class) != null) {
            boolean silent = cause(e, SocketTimeoutException.class) != null;
            String within =
                    (silent ? "the server fell silent (" : "no whole answer within " + words(request.deadline()) + " (")
                            + tried + ")";
            return passing(
                    ExitCode.UNREACHABLE, started ? within : "no connection to " + at + " in time", null, started, e);
        }
        if (!started && refused(e)) {
            String hint = "check " + server.variable("URL") + ", the firewall, and that the server runs";
            return passing(ExitCode.UNREACHABLE, "nothing answers at " + at + " (connection refused)", hint, false, e);
        }
        String hint = started && hungUp(e) ? httpsHint(server) : null;
        return passing(ExitCode.UNREACHABLE, "the connection broke (" + tried + "): " + words(e), hint, started, e);
    }

    /** Not a byte of HTTP came to a request in plain HTTP. */
    private boolean hungUp(IOException e) {
        String words = words(e);
        boolean nothing = words.startsWith("Connection reset")
                || words.startsWith("unexpected end of stream on ")
                || words.startsWith("Unexpected status line") && !words.contains("HTTP/");
        return nothing && server.url().getScheme().equals("http");
    }

    /** The greeting of TLS was not answered: a server that starts, or something that waits for another protocol. */
    private TransportException stalled(String at, IOException e) {
        return passing(
                ExitCode.UNREACHABLE,
                at + " took the connection and did not answer the greeting of TLS in time",
                "check the port in " + server.variable("URL") + ", and whether the server is starting or overloaded",
                false,
                e);
    }

    private static boolean refused(IOException e) {
        return cause(e, ConnectException.class) != null || cause(e, NoRouteToHostException.class) != null;
    }

    /** Apache answers a TLS greeting on a plain port in plain text; others just hang up. */
    private TransportException handshake(String at, IOException e) {
        String words = words(e).toLowerCase(Locale.ROOT);
        boolean plain =
                words.contains("unsupported or unrecognized ssl message") || words.contains("plaintext connection");
        boolean hungUp = words.contains("terminated the handshake")
                || words.contains("connection reset")
                || words.contains("eof");
        if (!plain && !hungUp) return wire("no TLS connection to " + at + ": " + words(e), null, e);
        return wire(
                at + " does not speak TLS" + (plain ? ": it answers in plain HTTP" : ": it hangs up"),
                "check the port in " + server.variable("URL")
                        + "; only an address that begins with http:// is used without TLS",
                e);
    }

    private TransportException untrusted(ServerTrustManager.Untrusted untrusted, IOException e) {
        String at = untrusted.place();
        if (untrusted.known() != null) {
            return wire(
                    "the key of " + at + " is not the one that was trusted before; nothing was sent",
                    "trusted  " + untrusted.expected() + "\nshown    " + untrusted.seen()
                            + "\nif it was changed on purpose, take the line of " + at + " out of "
                            + untrusted.known() + "; if not, somebody else answers in its place",
                    e);
        }
        if (untrusted.expected() != null) {
            return wire(
                    "the key of " + at + " is not the pinned one; nothing was sent",
                    "pinned  " + untrusted.expected() + "\nshown   " + untrusted.seen()
                            + "\nif it was changed on purpose, set " + server.variable("PIN") + " to that",
                    e);
        }
        return wire(
                "the certificate of " + at + " is not trusted",
                "give the authority's PEM file with " + server.variable("CA")
                        + ", or, once compared with the server's own key, set " + server.variable("PIN") + " to "
                        + untrusted.seen(),
                e);
    }

    /** The connection stood, and broke before the request: that is the greeting of TLS. */
    private boolean greeted(IOException e) {
        boolean broke =
                cause(e, java.net.SocketException.class) != null || cause(e, java.io.EOFException.class) != null;
        return broke && !refused(e) && server.url().getScheme().equals("https");
    }

    /** The TCP connection was there. */
    private boolean silent(IOException e) {
        return server.url().getScheme().equals("https") && words(e).equals("Read timed out");
    }

    /** Certain not to have been sent, and no better a moment later. */
    private TransportException wire(String what, String hint, IOException e) {
        return new TransportException(ExitCode.UNREACHABLE, server.label() + ": " + what, hint, false, false, e);
    }

    private TransportException passing(ExitCode exit, String what, String hint, boolean started, IOException e) {
        return new TransportException(
                exit, server.label() + ": " + what, hint, started, exit == ExitCode.UNREACHABLE, e);
    }

    private static String words(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    private static String words(Duration length) {
        return length.toSeconds() > 0 ? length.toSeconds() + " s" : length.toMillis() + " ms";
    }

    /** Without the query, which may hold what a log should not. */
    private static String plain(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    static <T extends Throwable> T cause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) if (type.isInstance(t)) return type.cast(t);
        return null;
    }

    /** Hint for a server that closes the connection or sends status 400 without JSON, since the port expects TLS. */
    public static String httpsHint(ServerConfig server) {
        return "if this port speaks TLS, let the address in " + server.variable("URL") + " begin with https://";
    }
}
