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
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return new ServerRequest(
                scheme,
                method,
                target,
                path,
                QueryParameters.parse(mark < 0 ? null : target.substring(mark + 1)),
                headers,
                body);
    }

    /** The first header of that name, or null. */
    public String header(String name) {
        List<String> all = headers.get(name);
        return all == null || all.isEmpty() ? null : all.get(0);
    }

    /** The media type of the body in lower case, without parameters; empty when not said. */
    public String contentType() {
        String type = header("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(java.util.Locale.ROOT);
    }

    /** Scheme, host and port as the caller wrote them, for links in answers. */
    public String base() {
        return scheme + "://" + header("Host");
    }

    public String text() {
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
}
