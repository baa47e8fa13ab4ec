package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser for the address of a server: a bare host, a URL with a base path, or the URL of a page of the server's console. */
public final class ServerAddress {
    public static final int LAST_PORT = 65_535;

    /** User, host and port. {@link URI#getHost} returns null for a host with an underscore. */
    private static final Pattern AUTHORITY = Pattern.compile("(?:.*@)?(\\[[^\\]]*]|[^:]*)(?::(\\d{0,5}))?");

    /** Labels of up to 63 characters, 253 characters in all (RFC 1035). */
    private static final Pattern ASCII_HOST =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");

    private static final Pattern UNBRACKETED_IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%.*)?");

    /** Characters that the old and the new standard of international names convert to different names. */
    private static final Pattern AMBIGUOUS_HOST = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

    /** Names of the pages of both servers. */
    private static final String PAGE = "log-?in|log-?out|sign-?in|dashboard|home";

    /** Start of the pages and of the APIs below the base path. The names of another kind of server may be a base path. */
    private static final Map<ServerKind, Pattern> PAGES = Map.of(
            ServerKind.N2WS, pages("api/(token|aws|azure)(/.*)?$"),
            ServerKind.PX,
                    pages("backend/?$|backend/(api|pxBackup|rbac|" + PAGE + ")(/.*)?$|pxBackup(/.*)?$"
                            + "|auth/?$|auth/(realms|admin)(/.*)?$|api/pxBackup(/.*)?$|v1/?$"));

    private ServerAddress() {}

    private static Pattern pages(String pagesOfKind) {
        return Pattern.compile("/(?i:(" + PAGE + ")(/.*)?$|index\\.(html?|php)/?$|api/?$|" + pagesOfKind + ")");
    }

    /** Returns the host of an address; an IPv6 address with brackets. */
    public static String host(URI address) {
        Matcher matcher = AUTHORITY.matcher(address.getRawAuthority());
        return matcher.matches() ? matcher.group(1) : address.getRawAuthority();
    }

    /** Returns the port of an address, or -1 if the address contains none. */
    public static int port(URI address) {
        Matcher matcher = AUTHORITY.matcher(address.getRawAuthority());
        boolean hasPort = matcher.matches()
                && matcher.group(2) != null
                && !matcher.group(2).isEmpty();
        return hasPort ? Integer.parseInt(matcher.group(2)) : -1;
    }

    /**
     * Returns scheme, host, port and base path of the address; without a base path, the path is empty.
     *
     * @param kind kind of the server, whose pages are removed from the path
     * @param setting name of the setting, prefix of messages
     * @param notice receives a line when a part of the path was removed
     * @throws BakshException (exit 2) the text is not an address
     */
    static URI parse(ServerKind kind, String setting, String text, Consumer<String> notice) {
        String address = text.strip();
        // java.net.URI would parse https:/host as the host "https".
        if (!address.contains("://") && address.matches("(?i)https?:.*|[a-z][a-z0-9+.-]*:/.*"))
            throw invalidAddress(setting);
        requireBrackets(setting, address.replaceFirst("^[^/]*://", "").replaceFirst("[/?#].*", ""));
        URI uri = toUri(setting, address.contains("://") ? address : "https://" + address);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw BakshException.usageError(
                    setting + ": '" + scheme + "' is not a supported scheme", "write https://host or the bare host");
        }
        if (uri.getRawAuthority() == null)
            throw BakshException.usageError(setting + ": no host in the address", "write https://host");
        if (uri.getRawAuthority().contains("@")) {
            throw BakshException.usageError(
                    setting + ": the address must not contain a user name or password",
                    "write only the host; credentials have their own settings");
        }
        if (!isHostAndPort(uri.getRawAuthority()) || uri.getRawAuthority().endsWith(":")) throw invalidAddress(setting);
        int port = port(uri);
        if (port == 0 || port > LAST_PORT)
            throw BakshException.usageError(setting + ": invalid port " + port, "ports are 1 to " + LAST_PORT);
        String root = scheme + "://" + asciiHost(setting, host(uri)) + (port < 0 ? "" : ":" + port);
        return toUri(setting, root + basePath(PAGES.get(kind), setting, root, uri, notice));
    }

    /** Returns true if the text is a host, with or without a user and a port. */
    public static boolean isHostAndPort(String authority) {
        return AUTHORITY.matcher(authority).matches();
    }

    private static void requireBrackets(String setting, String authority) {
        boolean isUnbracketed = UNBRACKETED_IPV6.matcher(authority).matches();
        if (authority.contains("%") && (isUnbracketed || authority.startsWith("[")))
            throw BakshException.usageError(
                    setting + ": an IPv6 address with a zone (%...) is not supported",
                    "write the name or a global address of the server; a zone has a meaning on this machine only");
        if (isUnbracketed)
            throw BakshException.usageError(
                    setting + ": an IPv6 address needs brackets", "write https://[ADDRESS] or https://[ADDRESS]:PORT");
    }

    private static String asciiHost(String setting, String host) {
        if (host.isEmpty()) throw BakshException.usageError(setting + ": no host in the address", "write https://host");
        if (host.startsWith("[") || ASCII_HOST.matcher(host).matches()) return host;
        if (host.chars().allMatch(c -> c < 128)) throw invalidAddress(setting);
        if (AMBIGUOUS_HOST.matcher(host).find())
            throw BakshException.usageError(
                    setting + ": the host has two forms in ASCII", "write the host in the form xn--...");
        String ascii = toAscii(host);
        if (ASCII_HOST.matcher(ascii).matches()) return ascii;
        throw invalidAddress(setting);
    }

    /** Returns the ASCII form of an international name in lower case, and any other text unchanged. */
    public static String toAscii(String host) {
        // The tables of IDN take milliseconds to load, and an ASCII name needs no change.
        if (host.chars().allMatch(c -> c < 128)) return host;
        try {
            return IDN.toASCII(host).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return host;
        }
    }

    /** Returns the path without the pages and APIs that the servers have below it, and without a final slash. */
    private static String basePath(Pattern pages, String setting, String root, URI uri, Consumer<String> notice) {
        String path = uri.getRawPath() == null
                ? ""
                : URI.create(root + uri.getRawPath()).toASCIIString();
        path = path.isEmpty() ? "" : path.substring(root.length()).replaceAll("/{2,}", "/");
        if (List.of(path.replaceAll("(?i)%2e", ".").split("/")).stream().anyMatch(part -> part.matches("\\.\\.?")))
            throw invalidAddress(setting);
        Matcher page = pages.matcher(path);
        boolean isPage = page.find();
        String base = (isPage ? path.substring(0, page.start()) : path).replaceFirst("/$", "");
        if (isPage && path.startsWith("/Backend", page.start()))
            notice.accept(setting + ": the path is /backend in lower case; using " + root + base);
        else if (isPage)
            notice.accept(
                    setting + ": the path " + path.substring(page.start()) + " is not needed; using " + root + base);
        else if (!base.isEmpty() && (uri.getRawQuery() != null || uri.getRawFragment() != null))
            notice.accept(setting + ": using " + root + base + "; remove " + base + " if it belongs to a page");
        return base;
    }

    private static URI toUri(String setting, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw invalidAddress(setting);
        }
    }

    private static BakshException invalidAddress(String setting) {
        return BakshException.usageError(setting + ": not a valid address", "write https://host or https://host:port");
    }
}
