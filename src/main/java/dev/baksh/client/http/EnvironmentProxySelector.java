package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.LoopbackAddress;
import dev.baksh.client.config.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Proxy selector that reads {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}; OkHttp does not read them. */
final class EnvironmentProxySelector extends ProxySelector {
    /** Password in a proxy URL; ends at the last at sign. */
    private static final Pattern PROXY_PASSWORD = Pattern.compile("^(?:[a-zA-Z]+://)?[^/:]*:([^/]*)@");

    private final Map<String, String> env;

    /** @throws BakshException if the proxy of this server is not a valid URL (exit code 2) */
    EnvironmentProxySelector(Map<String, String> env, URI server) {
        this.env = env;
        select(server);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String name = uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
        String address = variable(name);
        if (address == null || isExcluded(uri.getHost())) return List.of(Proxy.NO_PROXY);
        URI proxy = parseProxy(name, address);
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
    }

    /** Parses a proxy URL. The error does not quote the URL, because it may contain a password. */
    private static URI parseProxy(String name, String address) {
        try {
            URI proxy = new URI(address.contains("://") ? address : "http://" + address);
            if (proxy.getHost() != null) {
                requireSupported(name, proxy);
                return proxy;
            }
        } catch (URISyntaxException e) {
            // Reported below, without the URL.
        }
        throw BakshException.usageError(name + ": not a valid proxy URL", "write http://HOST:PORT");
    }

    /** Refuses a proxy whose URL asks for a protection that baksh cannot give: the connection to a proxy has no TLS. */
    private static void requireSupported(String name, URI proxy) {
        if (proxy.getScheme().equalsIgnoreCase("http")) return;
        boolean isHttps = proxy.getScheme().equalsIgnoreCase("https");
        if (isHttps && proxy.getRawUserInfo() == null && name.startsWith("HTTPS")) return;
        throw BakshException.usageError(
                name + ": baksh cannot use " + proxy.getScheme() + " to the proxy " + proxy.getHost(),
                "write http://HOST:PORT" + (isHttps ? "; the connection to the proxy is then not encrypted" : ""));
    }

    /**
     * Returns the {@code Basic ...} header for the proxy of this URL, or null if the proxy URL contains no user. Only the proxy
     * receives the header: within a tunnel no byte of it reaches the server.
     */
    String authorization(URI uri) {
        if (proxyAddress(uri) == null) return null;
        String name = uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
        String userInfo = parseProxy(name, variable(name)).getRawUserInfo();
        if (userInfo == null || userInfo.isEmpty()) return null;
        String credentials = decode(userInfo.contains(":") ? userInfo : userInfo + ":");
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the passwords of all proxies of an environment, for redaction. */
    static List<Secret> secrets(Map<String, String> env) {
        List<Secret> secrets = new ArrayList<>();
        env.forEach((name, value) -> {
            Matcher matcher = name.toUpperCase(Locale.ROOT).endsWith("_PROXY") ? PROXY_PASSWORD.matcher(value) : null;
            if (matcher == null || !matcher.find() || matcher.group(1).isEmpty()) return;
            secrets.add(Secret.of(matcher.group(1)));
            secrets.add(Secret.of(decode(matcher.group(1))));
        });
        return secrets;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // The percent sign is not part of an encoding.
        }
    }

    /** Returns host and port of the proxy of this URL, or null. */
    String proxyAddress(URI uri) {
        SocketAddress address = select(uri).get(0).address();
        return address instanceof InetSocketAddress proxy ? proxy.getHostString() + ":" + proxy.getPort() : null;
    }

    private boolean isExcluded(String host) {
        if (LoopbackAddress.isLoopbackName(host)) return true;
        String exclusions = variable("NO_PROXY");
        if (exclusions == null) return false;
        for (String item : exclusions.split(",")) {
            String name = item.strip().replaceFirst("^\\*\\.", ".");
            String suffix = name.startsWith(".") ? name : "." + name;
            if (name.equals("*") || host.equals(name) || (!name.isEmpty() && host.endsWith(suffix))) return true;
        }
        return false;
    }

    private String variable(String name) {
        String upperCaseValue = env.get(name);
        String value = upperCaseValue != null ? upperCaseValue : env.get(name.toLowerCase(Locale.ROOT));
        return value == null || value.isBlank() ? null : value.strip();
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // The failed call reports the error; there is no second proxy.
    }
}
