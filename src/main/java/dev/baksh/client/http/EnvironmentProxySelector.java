package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.config.LoopbackAddress;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerAddress;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Proxy selector that reads {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}; OkHttp does not
 * read these variables.
 */
final class EnvironmentProxySelector extends ProxySelector {
    /** Password in a proxy URL; ends at the last at sign. */
    private static final Pattern PROXY_PASSWORD = Pattern.compile("^(?:[a-zA-Z0-9]+://)?[^/:]*:(.*)@");

    private final Map<String, String> env;

    /** @throws BakshException if the proxy of this server is not a valid URL (exit code 2) */
    EnvironmentProxySelector(Map<String, String> env, URI server) {
        this.env = env;
        proxy(server);
    }

    @Override
    public List<Proxy> select(URI uri) {
        ProxyAddress proxy = proxy(uri);
        return List.of(proxy == null ? Proxy.NO_PROXY : proxy.toProxy());
    }

    /** Returns the proxy of this URL, or null. */
    ProxyAddress proxy(URI uri) {
        String scheme = uri.getScheme().toUpperCase(Locale.ROOT);
        String name = variable(scheme + "_PROXY") == null ? "ALL_PROXY" : scheme + "_PROXY";
        String address = variable(name);
        if (address == null) return null;
        String host = ServerAddress.host(uri);
        int port = ServerAddress.port(uri) < 0 ? scheme.equals("HTTP") ? 80 : 443 : ServerAddress.port(uri);
        String exclusions = variable("NO_PROXY");
        boolean isExcluded = LoopbackAddress.isLoopbackName(host)
                || exclusions != null && new NoProxyList(exclusions).matches(host, port);
        return isExcluded ? null : ProxyAddress.parse(name, address);
    }

    /** Returns a notice about the entries of {@code NO_PROXY} that match no server, or null. */
    String notice() {
        String exclusions = variable("NO_PROXY");
        List<String> entries = exclusions == null ? List.of() : new NoProxyList(exclusions).unusable();
        return entries.isEmpty()
                ? null
                : "NO_PROXY: no server can match " + NameSuggestions.abbreviate(String.join(", ", entries))
                        + "; write names, .SUFFIX, addresses or ADDRESS/BITS";
    }

    /** Returns the passwords of all proxies of an environment, for redaction. */
    static List<Secret> secrets(Map<String, String> env) {
        List<Secret> secrets = new ArrayList<>();
        env.forEach((name, value) -> {
            Matcher matcher = name.toUpperCase(Locale.ROOT).endsWith("_PROXY") ? PROXY_PASSWORD.matcher(value) : null;
            if (matcher == null || !matcher.find() || matcher.group(1).isEmpty()) return;
            secrets.add(Secret.of(matcher.group(1)));
            secrets.add(Secret.of(ProxyAddress.decode(matcher.group(1))));
        });
        return secrets;
    }

    private String variable(String name) {
        // Images set the names in upper case without a value.
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .map(env::get)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // The failed call reports the error; there is no second proxy.
    }
}
