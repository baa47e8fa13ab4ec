package dev.baksh.client.http;

import static dev.baksh.client.api.BakshException.findCause;

import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.CertificateAuthorities;
import dev.baksh.client.tls.CertificateProblem;
import dev.baksh.client.tls.ServerTrustManager.UntrustedCertificateException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Mapper that turns failures before the connection to the server into errors that name the proxy: the proxy has responded or
 * failed, and the server has received nothing.
 *
 * @param authorities CAs that verify a proxy with TLS
 */
record ProxyErrors(ServerConfig server, ProxyAddress proxy, CertificateAuthorities authorities) {
    private static final Pattern CONNECT_STATUS = Pattern.compile("Unexpected response code for CONNECT: (\\d+)");
    private static final String NOTHING = "; the server received nothing";

    /** Returns the error, or null if the failure is not that of a login. */
    TransportException login(IOException e) {
        ProxyLogin.RefusedException refused = findCause(e, ProxyLogin.RefusedException.class);
        if (refused == null) return null;
        if (!refused.offersBasic()) {
            List<String> schemes = refused.schemes();
            String offered = schemes.isEmpty() ? "of an unknown kind" : "by " + String.join(" or ", schemes);
            return permanent(
                    label() + " requires a login " + NameSuggestions.abbreviate(offered)
                            + ", and baksh supports only Basic" + NOTHING,
                    "use a proxy that accepts Basic, or a local proxy that logs in for you, or name the server in NO_PROXY",
                    e);
        }
        return permanent(
                label()
                        + (refused.isRejected()
                                ? " rejects the user or the password"
                                : " requires a user and a password")
                        + NOTHING,
                "write " + (proxy.kind() == ProxyAddress.Kind.HTTPS ? "https" : "http")
                        + "://USER:PASSWORD@HOST:PORT in " + proxy.variable()
                        + ", with %40 for an at sign in the password",
                e);
    }

    /** Returns the error for a failure before the connection to the server. */
    TransportException beforeServer(IOException e) {
        UntrustedCertificateException untrusted = findCause(e, UntrustedCertificateException.class);
        if (untrusted != null) {
            CertificateProblem problem = untrusted.problem();
            List<String> hints = new ArrayList<>();
            hints.add(problem.hint() != null ? problem.hint() : "set the PEM file of its CA with SSL_CERT_FILE");
            if (problem.hint() == null) hints.addAll(authorities.problems());
            return permanent(problem.message() + NOTHING, String.join("\n", hints), e);
        }
        Matcher status = CONNECT_STATUS.matcher(String.valueOf(e.getMessage()));
        if (status.find()) return refusedTunnel(Integer.parseInt(status.group(1)), e);
        String text = TransportExceptionMapper.describe(e);
        if (proxy.kind() == ProxyAddress.Kind.SOCKS
                && text.toUpperCase(Locale.ROOT).startsWith("SOCKS"))
            return retryable(label() + " cannot connect to " + address() + ": " + text + NOTHING, serverHint(), e);
        if (findCause(e, SSLException.class) != null) return withoutTls(text, e);
        String problem = problem(e);
        if (problem != null) return retryable(label() + problem + NOTHING, reachHint(), e);
        return retryable(label() + " fails: " + text + NOTHING, reachHint(), e);
    }

    /** Returns the failure with the name of the proxy in its hint. */
    TransportException addProxy(TransportException failure) {
        String line = "the connection goes through " + label();
        boolean isCertificate = findCause(failure, UntrustedCertificateException.class) != null;
        if (isCertificate) line += ", which may replace certificates";
        String hint = failure.hint() == null ? line : failure.hint() + "\n" + line;
        return new TransportException(
                failure.exit(),
                failure.getMessage(),
                hint,
                failure.mayHaveBeenSent(),
                failure.isRetryable(),
                failure.getCause());
    }

    private TransportException refusedTunnel(int status, IOException e) {
        String answer = " (status " + status + " from the proxy)" + NOTHING;
        if (status == 401 || status == 403)
            return permanent(
                    label() + " does not allow a connection to " + address() + answer,
                    "ask for access at the proxy, or name the server in NO_PROXY",
                    e);
        if (status >= 500) return retryable(label() + " cannot connect to " + address() + answer, serverHint(), e);
        return permanent(
                label() + " opens no connection to " + address() + answer,
                "check the port in " + proxy.variable() + ", and whether this server is a proxy",
                e);
    }

    private TransportException withoutTls(String text, IOException e) {
        if (text.toLowerCase(Locale.ROOT).contains("unsupported or unrecognized ssl message"))
            return permanent(
                    label() + " does not use TLS" + NOTHING,
                    "write http:// in " + proxy.variable()
                            + "; the connection to the proxy, with its password, is then not encrypted",
                    e);
        return permanent(
                "no TLS connection to " + label() + ": " + text + NOTHING,
                "if the proxy does not use TLS, write http:// in " + proxy.variable(),
                e);
    }

    private String problem(IOException e) {
        String text = TransportExceptionMapper.describe(e);
        // Java tries SOCKS 4 after a proxy has not understood SOCKS 5, and SOCKS 4 has no names.
        if (findCause(e, UnknownHostException.class) != null || text.startsWith(proxy.host()))
            return proxy.kind() == ProxyAddress.Kind.SOCKS
                    ? " is not known by name, or does not speak SOCKS 5"
                    : " is not known: its name has no address";
        // The SOCKS client of Java keeps only the message of an exception.
        if (TransportExceptionMapper.isConnectionRefused(e) || text.contains("refused"))
            return " cannot be reached (connection refused)";
        if (findCause(e, InterruptedIOException.class) != null || text.contains("timed out"))
            return " does not respond in time";
        String unreachable = TransportExceptionMapper.unreachable(e);
        if (unreachable != null) return " cannot be reached (" + unreachable + ")";
        if (findCause(e, ProtocolException.class) != null) return " does not respond as a proxy";
        if (findCause(e, SocketException.class) != null
                || findCause(e, EOFException.class) != null
                || text.startsWith("unexpected end of stream")) return " closes the connection";
        return null;
    }

    private String reachHint() {
        return "check " + proxy.variable() + ", or name the server in NO_PROXY";
    }

    private String serverHint() {
        return "check " + server.settingName("URL") + "; the proxy looks up the name and connects to the server";
    }

    private String address() {
        return server.url().getAuthority();
    }

    private String label() {
        return "the proxy " + proxy.hostAndPort();
    }

    private TransportException permanent(String message, String hint, IOException e) {
        return TransportException.permanent(server, message, hint, e);
    }

    private TransportException retryable(String message, String hint, IOException e) {
        return TransportException.retryable(server, message, hint, false, e);
    }
}
