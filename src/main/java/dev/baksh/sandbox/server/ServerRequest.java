package dev.baksh.sandbox.server;

import java.util.List;
import java.util.Map;

/**
 * One request, as it came over the wire.
 *
 * @param target the request target unchanged, query included
 * @param path the target without its query, percent-decoded nowhere
 * @param headers by name in any case
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
        int queryIndex = target.indexOf('?');
        String path = queryIndex < 0 ? target : target.substring(0, queryIndex);
        return new ServerRequest(
                scheme,
                method,
                target,
                path,
                QueryParameters.parse(queryIndex < 0 ? null : target.substring(queryIndex + 1)),
                headers,
                body);
    }

    /** The first header of that name, or null. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The media type of the body in lower case, without parameters; empty when not said. */
    public String contentType() {
        String type = header("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(java.util.Locale.ROOT);
    }

    /** Scheme, host and port as the caller wrote them, for links in answers. */
    public String baseUrl() {
        return scheme + "://" + header("Host");
    }

    public String bodyText() {
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
}
