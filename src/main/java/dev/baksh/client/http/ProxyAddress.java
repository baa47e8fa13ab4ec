package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.ServerAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Address of a proxy in {@code HTTPS_PROXY}, {@code HTTP_PROXY} or {@code ALL_PROXY}. An {@code https} proxy is used with TLS; a protection that
 * the address asks for is never dropped.
 *
 * @param variable name of the variable that contains the address
 * @param host name or IP address without brackets
 * @param userInfo user and password as in the address, or null
 */
record ProxyAddress(String variable, Kind kind, String host, int port, String userInfo) {
    /** Protocol of the connection to the proxy. */
    enum Kind {
        HTTP(80),
        HTTPS(443),
        SOCKS(1080);

        private final int defaultPort;

        Kind(int defaultPort) {
            this.defaultPort = defaultPort;
        }
    }

    /**
     * Parses an address. The error does not quote the address, because the address may contain a password.
     *
     * @throws BakshException (exit 2) the address is not valid, or asks for a protocol that baksh does not support
     */
    static ProxyAddress parse(String variable, String text) {
        String address = text.contains("://") ? text : "http://" + text;
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw invalid(variable, text);
        }
        String authority = uri.getRawAuthority();
        // A slash, # or ? in a password would end the host, and a part of the password would be taken for the host.
        boolean isCut = authority != null && address.lastIndexOf('@') > address.indexOf("//") + 2 + authority.length();
        if (authority == null || isCut || !ServerAddress.isHostAndPort(authority)) throw invalid(variable, text);
        if (uri.getRawPath().matches("(?i).*(\\.pac|/wpad\\.dat)"))
            throw BakshException.usageError(
                    variable + ": the address of a PAC file, which baksh cannot read",
                    "write the proxy that the file names for this server: http://HOST:PORT");
        String host = ServerAddress.toAscii(ServerAddress.host(uri));
        int port = ServerAddress.port(uri);
        if (host.isEmpty() || port == 0 || port > ServerAddress.LAST_PORT) throw invalid(variable, text);
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? null : authority.substring(0, at);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        Kind kind = switch (scheme) {
            case "http" -> Kind.HTTP;
            case "https" -> Kind.HTTPS;
            case "socks5", "socks5h" -> Kind.SOCKS;
            default ->
                throw BakshException.usageError(
                        variable + ": baksh cannot use " + scheme + " to the proxy " + host,
                        "write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT");
        };
        if (kind == Kind.SOCKS && userInfo != null)
            throw BakshException.usageError(
                    variable + ": baksh cannot log in to the SOCKS proxy " + host,
                    "use a SOCKS proxy without a login, or an HTTP proxy");
        return new ProxyAddress(
                variable, kind, host.replaceAll("[\\[\\]]", ""), port < 0 ? kind.defaultPort : port, userInfo);
    }

    private static BakshException invalid(String variable, String text) {
        return BakshException.usageError(
                variable + ": not a valid proxy URL",
                text.indexOf('@') < 0
                        ? "write http://HOST:PORT"
                        : "write http://USER:PASSWORD@HOST:PORT, with the special characters of user and password encoded:"
                                + " %20 for a blank, %23 for #, %25 for %, %2F for /, %3F for ?, %40 for @, %5C for \\");
    }

    /** Returns the proxy for OkHttp. A SOCKS proxy looks up the name of the server itself. */
    Proxy toProxy() {
        Proxy.Type type = kind == Kind.SOCKS ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
        return new Proxy(type, InetSocketAddress.createUnresolved(host, port));
    }

    /** {@code HOST:PORT}. */
    String hostAndPort() {
        return hostAndPort(host, port);
    }

    /** {@code HOST:PORT}, or {@code [HOST]:PORT} for an IPv6 address. */
    static String hostAndPort(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Returns the {@code Basic ...} header, or null if the address contains no user. */
    String authorization() {
        if (userInfo == null || userInfo.isEmpty()) return null;
        String credentials = decode(userInfo.contains(":") ? userInfo : userInfo + ":");
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** Decodes the percent signs of a user or a password. */
    static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // The percent sign is not part of an encoding.
        }
    }
}
