package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
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

/** {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, which OkHttp does not read by itself. */
final class ProxySettings extends ProxySelector {
    /** The password in an address; its last at sign ends it. */
    private static final Pattern USER = Pattern.compile("^(?:[a-zA-Z]+://)?[^/:]*:([^/]*)@");

    private final Map<String, String> env;

    /** @throws BakshException the proxy of this server is no address */
    ProxySettings(Map<String, String> env, URI server) {
        this.env = env;
        select(server);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String name = uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
        String address = value(name);
        if (address == null || excluded(uri.getHost())) return List.of(Proxy.NO_PROXY);
        URI proxy = proxy(name, address);
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
    }

    /** What is wrong with it is not quoted: some write a password into it. */
    private static URI proxy(String name, String address) {
        try {
            URI proxy = new URI(address.contains("://") ? address : "http://" + address);
            if (proxy.getHost() != null) return proxy;
        } catch (URISyntaxException e) {
            // Said below, without its text.
        }
        throw BakshException.usage(name + ": not the address of a proxy", "write http://HOST:PORT");
    }

    /**
     * What the proxy before this address is shown, {@code Basic ...}, or null when its address has no user. Only the proxy gets
     * it: within a tunnel no byte of it reaches the server.
     */
    String authorization(URI uri) {
        if (before(uri) == null) return null;
        String name = uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
        String user = proxy(name, value(name)).getRawUserInfo();
        if (user == null || user.isEmpty()) return null;
        String plain = decoded(user.contains(":") ? user : user + ":");
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** The passwords of all proxies of an environment, which no text may show. */
    static List<Secret> secrets(Map<String, String> env) {
        List<Secret> secrets = new ArrayList<>();
        env.forEach((name, value) -> {
            Matcher user = name.toUpperCase(Locale.ROOT).endsWith("_PROXY") ? USER.matcher(value) : null;
            if (user == null || !user.find() || user.group(1).isEmpty()) return;
            secrets.add(Secret.of(user.group(1)));
            secrets.add(Secret.of(decoded(user.group(1))));
        });
        return secrets;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // A percent sign that is none of an encoding.
        }
    }

    /** Host and port of the proxy before this address, or null. */
    String before(URI uri) {
        SocketAddress address = select(uri).get(0).address();
        return address instanceof InetSocketAddress proxy ? proxy.getHostString() + ":" + proxy.getPort() : null;
    }

    private boolean excluded(String host) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) return true;
        String list = value("NO_PROXY");
        if (list == null) return false;
        for (String item : list.split(",")) {
            String name = item.strip().replaceFirst("^\\*\\.", ".");
            String suffix = name.startsWith(".") ? name : "." + name;
            if (name.equals("*") || host.equals(name) || (!name.isEmpty() && host.endsWith(suffix))) return true;
        }
        return false;
    }

    private String value(String name) {
        String upper = env.get(name);
        String value = upper != null ? upper : env.get(name.toLowerCase(Locale.ROOT));
        return value == null || value.isBlank() ? null : value.strip();
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // The call that failed reports it; there is no second proxy to try.
    }
}
