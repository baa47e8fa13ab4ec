package dev.baksh.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, which OkHttp does not read by itself. */
final class Proxies extends ProxySelector {
    private final Map<String, String> env;

    Proxies(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String address = value(uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY");
        if (address == null || excluded(uri.getHost())) return List.of(Proxy.NO_PROXY);
        URI proxy = URI.create(address.contains("://") ? address : "http://" + address);
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
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
            String name = item.strip();
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
