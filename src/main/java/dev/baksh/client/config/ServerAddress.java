package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser for the address of a server: a bare host, a URL, or the URL of a page of the server's console. */
public final class ServerAddress {
    private static final int LAST_PORT = 65_535;

    /** User, host and port. {@link URI#getHost} returns null for a host with an underscore. */
    private static final Pattern AUTHORITY = Pattern.compile("(?:.*@)?(\\[[^\\]]*]|[^:]*)(?::(\\d{0,5}))?");

    private ServerAddress() {}

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
     * Returns scheme, host and port of the address.
     *
     * @param setting name of the setting, prefix of messages
     * @param notice receives a line when the path was removed
     * @throws BakshException (exit 2) the text is not an address
     */
    static URI parse(String setting, String text, Consumer<String> notice) {
        String address = text.strip();
        // java.net.URI would parse https:/host as the host "https".
        if (!address.contains("://") && address.matches("(?i)https?:.*|[a-z][a-z0-9+.-]*:/.*"))
            throw invalidAddress(setting);
        URI uri = toUri(setting, address.contains("://") ? address : "https://" + address);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw BakshException.usageError(
                    setting + ": '" + scheme + "' is not a supported scheme", "write https://host or the bare host");
        }
        if (uri.getRawUserInfo() != null) {
            throw BakshException.usageError(
                    setting + ": the address must not contain a user name or password",
                    "write only the host; credentials have their own settings");
        }
        if (uri.getHost() == null)
            throw BakshException.usageError(setting + ": no host in the address", "write https://host");
        if (uri.getRawAuthority().endsWith(":")) throw invalidAddress(setting);
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw BakshException.usageError(setting + ": invalid port " + uri.getPort(), "ports are 1 to " + LAST_PORT);
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        URI base = toUri(setting, scheme + "://" + uri.getRawAuthority());
        if (path.startsWith("/Backend")) notice.accept(setting + ": the path is /backend in lower case; using " + base);
        else if (!path.isEmpty() && !path.equals("/"))
            notice.accept(setting + ": the path " + path + " is not needed; using " + base);
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
