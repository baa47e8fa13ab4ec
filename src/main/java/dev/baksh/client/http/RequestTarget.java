package dev.baksh.client.http;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formatter of request targets: paths and queries. */
public final class RequestTarget {
    private static final Pattern ENCODED_CONTROL = Pattern.compile("%([01]|7[fF])");

    /** Encoded letter, digit, dot, hyphen, underscore or tilde. */
    private static final Pattern ENCODED_UNRESERVED =
            Pattern.compile("%(3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|2[dDeE]|5[fF]|7[eE])");

    private static final Pattern ID_SEGMENT =
            Pattern.compile("\\d+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private RequestTarget() {}

    /** Returns path and query of a call, from the root of the server. */
    public static String format(String basePath, ApiCall call) {
        String path = call.path().startsWith("/") ? call.path() : basePath + call.path();
        path.codePoints().forEach(RequestTarget::requirePathCharacter);
        if (ENCODED_CONTROL.matcher(path).find()) {
            throw BakshException.usageError("a path cannot hold a control character, encoded or not", null);
        }
        // A server may decode the path, and a proxy may end a segment at other characters.
        String decodedPath = path.replaceAll("%2[eE]", ".").replaceAll("%2[fF]|%5[cC]|;|%3[bB]", "/");
        for (String segment : decodedPath.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                throw BakshException.usageError("a path cannot hold '..'", null);
            }
        }
        StringBuilder target = new StringBuilder(path);
        char separator = '?';
        for (Map.Entry<String, Object> entry : call.query().entrySet()) {
            Iterable<?> values = entry.getValue() instanceof Iterable<?> iterable
                    ? iterable
                    : Collections.singletonList(entry.getValue());
            for (Object value : values) {
                if (value == null) continue;
                target.append(separator)
                        .append(encode(entry.getKey()))
                        .append('=')
                        .append(encode(formatValue(value)));
                separator = '&';
            }
        }
        return target.toString();
    }

    /**
     * Returns the plain spelling of a path: without encoded letters and digits (RFC 3986, 6.2.2), empty segments and path
     * parameters. Proxies and servers may treat another spelling as the same path, and baksh compares paths as text.
     */
    public static String plainPath(String path) {
        return ENCODED_UNRESERVED
                .matcher(path)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))))
                .replaceAll(";[^/]*", "")
                .replaceAll("/{2,}", "/");
    }

    /**
     * Returns the key of the object of a write: the path up to its last id; without an id, the whole path and the name
     * of the new object.
     */
    public static String objectKey(String target, Object body) {
        int queryStart = target.indexOf('?');
        String path = queryStart < 0 ? target : target.substring(0, queryStart);
        int idEnd = 0;
        int segmentStart = 0;
        for (String segment : path.split("/", -1)) {
            if (ID_SEGMENT.matcher(segment).matches()) idEnd = segmentStart + segment.length();
            segmentStart += segment.length() + 1;
        }
        if (idEnd > 0) return path.substring(0, idEnd);
        Object name = body instanceof Map<?, ?> map ? map.get("name") : null;
        if (name == null && body instanceof Map<?, ?> map && map.get("metadata") instanceof Map<?, ?> metadata)
            name = metadata.get("name");
        return name == null ? path : path + " " + name;
    }

    private static String formatValue(Object value) {
        return value instanceof Instant instant
                ? instant.truncatedTo(ChronoUnit.SECONDS).toString()
                : value.toString();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%2C", ",");
    }

    private static void requirePathCharacter(int c) {
        if (c > ' ' && c < 127 && c != '?' && c != '#' && c != '\\') return;
        boolean isText = c == ' ' || c >= 0xA0 && Character.getType(c) != Character.SURROGATE;
        throw BakshException.usageError(
                "a path cannot hold the character "
                        + (c <= ' ' || c >= 127 ? String.format("U+%04X", c) : "'" + (char) c + "'"),
                isText
                        ? "write it percent-encoded: " + encode(Character.toString(c))
                        : "give the query as named arguments: get('path/', search: 'x')");
    }
}
