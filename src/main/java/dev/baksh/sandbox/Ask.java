package dev.baksh.sandbox;

import java.util.List;
import java.util.Map;

/**
 * One request, as it came over the wire.
 *
 * @param target the request target unchanged, query included
 * @param path the target without its query, percent-decoded nowhere
 * @param headers by name in any case
 */
record Ask(
        String scheme,
        String method,
        String target,
        String path,
        Params query,
        Map<String, List<String>> headers,
        byte[] body) {

    static Ask of(String scheme, String method, String target, Map<String, List<String>> headers, byte[] body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return new Ask(
                scheme,
                method,
                target,
                path,
                Params.parse(mark < 0 ? null : target.substring(mark + 1)),
                headers,
                body);
    }

    /** The first header of that name, or null. */
    String header(String name) {
        List<String> all = headers.get(name);
        return all == null || all.isEmpty() ? null : all.get(0);
    }

    /** The media type of the body in lower case, without parameters; empty when not said. */
    String contentType() {
        String type = header("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(java.util.Locale.ROOT);
    }

    /** Scheme, host and port as the caller wrote them, for links in answers. */
    String base() {
        return scheme + "://" + header("Host");
    }

    String text() {
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
}
