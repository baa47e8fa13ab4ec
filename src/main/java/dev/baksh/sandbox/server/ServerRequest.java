package dev.baksh.sandbox.server;

import java.util.List;
import java.util.Map;

/**
 * HTTP request that a sandbox server handles.
 *
 * @param target request target as sent, query included
 * @param path target without the query, not percent-decoded
 * @param headers headers with case-insensitive names
 */
public record ServerRequest(
        String scheme,
        String method,
        String target,
        String path,
        QueryParameters query,
        Map<String, List<String>> headers,
        byte[] body) {

    static ServerRequest of(
            String scheme, String method, String target, Map<String, List<String>> headers, byte[] body) {
        String[] parts = target.split("\\?", 2);
        QueryParameters query = QueryParameters.parse(parts.length == 1 ? "" : parts[1]);
        return new ServerRequest(scheme, method, target, parts[0], query, headers, body);
    }

    /** Returns the first header with this name, or null. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** Returns the media type of the body in lower case without parameters; empty if absent. */
    public String contentType() {
        String type = header("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns scheme, host and port from the request, for links in responses. */
    public String baseUrl() {
        return scheme + "://" + header("Host");
    }

    public String bodyText() {
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
}
