package dev.baksh.client.http;

import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import java.util.List;
import okhttp3.HttpUrl;

/**
 * Description of a response that does not come from the API: a redirect, a refusal of the web server, or the response of a
 * proxy.
 *
 * @param message what responded, for the middle of a message
 * @param hint next step
 */
public record NonApiResponse(String message, String hint) {
    /** Headers by which a proxy says that the response is its own. */
    private static final List<String> PROXY_HEADERS = List.of("x-squid-error", "proxy-status", "proxy-authenticate");

    /**
     * Returns the description, or null if the response may come from the API.
     *
     * @param target path and query of the request
     * @param proxy address of the proxy that forwarded the request, or null; a tunnel does not count
     */
    public static NonApiResponse of(ServerConfig server, String target, HttpResponse response, String proxy) {
        if (response.status() / 100 == 3) return redirect(server, target, response, proxy);
        if (response.status() / 100 == 2 || response.isJson()) return null;
        String text = response.text();
        if (response.status() == 400
                && (text.contains("No required SSL certificate") || text.contains("SSL certificate error")))
            return new NonApiResponse(
                    "the server requires a client certificate, which baksh cannot present",
                    "use an address of the server that accepts clients without a certificate");
        boolean isByProxy = isByProxy(response);
        if (proxy == null || response.status() == 404 && !isByProxy || response.status() == 401) return null;
        return new NonApiResponse(
                isByProxy
                        ? "the proxy " + proxy + " responds instead of the server"
                        : "the response comes from the proxy " + proxy + " or a web server, and not from the API",
                "check " + server.settingName("URL") + " and the proxy, or name the server in NO_PROXY");
    }

    private static boolean isByProxy(HttpResponse response) {
        return PROXY_HEADERS.stream().anyMatch(name -> response.header(name) != null);
    }

    private static NonApiResponse redirect(ServerConfig server, String target, HttpResponse response, String proxy) {
        String sender = proxy == null ? "the server responds" : "the server or the proxy " + proxy + " responds";
        String urlSetting = server.settingName("URL");
        HttpUrl from = HttpUrl.get(OkHttpTransport.url(server.url(), target));
        String location = response.header("location");
        HttpUrl to = location == null ? null : from.resolve(location.strip());
        if (to == null)
            return new NonApiResponse(
                    sender + " with a redirect, which baksh does not follow",
                    "check " + urlSetting + ": https instead of http, and the right host");
        // A query may contain secrets.
        String address = to.newBuilder()
                .query(null)
                .fragment(null)
                .username("")
                .password("")
                .build()
                .toString();
        return new NonApiResponse(
                sender + " with a redirect to " + NameSuggestions.abbreviate(address) + ", which baksh does not follow",
                redirectHint(server, from, to, proxy));
    }

    private static String redirectHint(ServerConfig server, HttpUrl from, HttpUrl to, String proxy) {
        String urlSetting = server.settingName("URL");
        String fromPath = from.encodedPath();
        String toPath = to.encodedPath();
        boolean isSameHost = from.host().equals(to.host());
        if (isSameHost && toPath.equals(fromPath + "/"))
            return "the path has no final slash: write " + NameSuggestions.abbreviate(toPath)
                    + (server.kind() == ServerKind.N2WS ? "; paths of N2WS end in /" : "");
        if (isSameHost && fromPath.equals(toPath + "/")) return "write the path without a final slash";
        if (!isSameHost)
            return "if " + to.host() + " is the right server, write it in " + urlSetting
                    + "; baksh sends no credential to another host by itself"
                    + (proxy == null ? "" : "\na proxy may redirect to its own login page");
        if (!from.isHttps() && to.isHttps()) return "write https:// in " + urlSetting;
        if (from.port() != to.port() || from.isHttps() != to.isHttps())
            return "check the scheme and the port in " + urlSetting;
        if (toPath.endsWith(fromPath) && !fromPath.equals("/"))
            return "add the base path " + toPath.substring(0, toPath.length() - fromPath.length()) + " to "
                    + urlSetting;
        return "this is not the API: check the path in " + urlSetting;
    }

    /** Describes the response to a connection test, which requests a page and not the API; null for the page itself. */
    static NonApiResponse ofProbe(ServerConfig server, HttpResponse response, String proxy) {
        if (response.status() / 100 != 3) {
            boolean mayBePage = response.status() == 403 && !isByProxy(response);
            return mayBePage ? null : of(server, "/", response, proxy);
        }
        NonApiResponse redirect = redirect(server, "/", response, proxy);
        String location = response.header("location");
        HttpUrl root = HttpUrl.get(server.url().toString());
        HttpUrl to = location == null ? null : root.resolve(location.strip());
        boolean isWithinServer = to != null
                && to.host().equals(root.host())
                && to.port() == root.port()
                && to.isHttps() == root.isHttps();
        // The console shows its login page.
        return new NonApiResponse(redirect.message(), isWithinServer ? null : redirect.hint());
    }
}
