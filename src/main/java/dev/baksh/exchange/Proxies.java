package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, which OkHttp does not read by itself. */
final class Proxies extends ProxySelector {
    private final Map<String, String> env;

    /** @throws BakshException the proxy of this server is no address */
    Proxies(Map<String, String> env, URI server) {
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
