package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Consumer;

/** The address of a server as people write it: a bare host, a URL, or the address of a page of its console. */
final class ServerAddress {
    private static final int LAST_PORT = 65_535;

    private ServerAddress() {}

    /**
     * Scheme, host and port.
     *
     * @param variable what to name in a complaint
     * @param notice   told when something was cut or corrected
     */
    static URI parse(String variable, String text, Consumer<String> notice) {
        String address = text.strip();
        // https:/host would be read as a host called https.
        if (!address.contains("://") && address.matches("(?i)https?:.*|[a-z][a-z0-9+.-]*:/.*")) throw none(variable);
        URI uri = uri(variable, address.contains("://") ? address : "https://" + address);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw BakshException.usage(
                    variable + ": '" + scheme + "' is not a scheme of a server", "write https://host or the bare host");
        }
        if (uri.getRawUserInfo() != null) {
            throw BakshException.usage(
                    variable + ": a user name or password does not belong in the address",
                    "give the host alone; credentials have variables of their own");
        }
        if (uri.getHost() == null)
            throw BakshException.usage(variable + ": no host in the address", "write https://host");
        if (uri.getRawAuthority().endsWith(":")) throw none(variable);
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw BakshException.usage(variable + ": no port " + uri.getPort(), "ports are 1 to " + LAST_PORT);
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        URI base = uri(variable, scheme + "://" + uri.getRawAuthority());
        if (path.startsWith("/Backend"))
            notice.accept(variable + ": the path is /backend in lower case; using " + base);
        else if (!path.isEmpty() && !path.equals("/"))
            notice.accept(variable + ": the path " + path + " is not needed; using " + base);
        return base;
    }

    private static URI uri(String variable, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw none(variable);
        }
    }

    private static BakshException none(String variable) {
        return BakshException.usage(variable + ": not an address", "write https://host or https://host:port");
    }
}
