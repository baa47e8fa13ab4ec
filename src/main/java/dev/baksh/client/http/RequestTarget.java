package dev.baksh.client.http;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.regex.Pattern;

/** Paths and queries as they go on the request line. */
public final class RequestTarget {
    private static final Pattern CONTROL = Pattern.compile("%([01]|7[fF])");

    /** As both servers write ids. */
    private static final Pattern ID = Pattern.compile("\\d+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private RequestTarget() {}

    /** Path and query of a call, from the root of the server. */
    public static String of(String base, ApiCall call) {
        String path = call.path().startsWith("/") ? call.path() : base + call.path();
        boolean hides = false;
        for (char c : path.toCharArray()) {
            hides |= c == '%' || c == ';';
            if (c <= ' ' || c == '?' || c == '#' || c == '\\' || c >= 127) {
                throw BakshException.usage(
                        "a path cannot hold the character " + quoted(c),
                        "give the query as named arguments: get('path/', search: 'x')");
            }
        }
        if (hides && CONTROL.matcher(path).find()) {
            throw BakshException.usage("a path cannot hold a control character, encoded or not", null);
        }
        // As a server may read it: decoded, and with what a proxy takes for the end of a segment.
        String plain = hides ? path.replaceAll("%2[eE]", ".").replaceAll("%2[fF]|%5[cC]|;|%3[bB]", "/") : path;
        for (String segment : plain.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                throw BakshException.usage("a path cannot hold '..'", null);
            }
        }
        StringBuilder target = new StringBuilder(path);
        char separator = '?';
        for (Map.Entry<String, Object> entry : call.query().entrySet()) {
            Iterable<?> values = entry.getValue() instanceof Iterable<?> many ? many : single(entry.getValue());
            for (Object value : values) {
                if (value == null) continue;
                target.append(separator)
                        .append(encode(entry.getKey()))
                        .append('=')
                        .append(encode(text(value)));
                separator = '&';
            }
        }
        return target.toString();
    }

    /**
     * The object that a write to this target is about: the path up to its last id, and where it has none, the whole of it with
     * the name of what is made.
     */
    public static String object(String target, Object body) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int end = 0;
        int begin = 0;
        for (String segment : path.split("/", -1)) {
            if (ID.matcher(segment).matches()) end = begin + segment.length();
            begin += segment.length() + 1;
        }
        if (end > 0) return path.substring(0, end);
        Object name = body instanceof Map<?, ?> map ? map.get("name") : null;
        if (name == null && body instanceof Map<?, ?> map && map.get("metadata") instanceof Map<?, ?> metadata)
            name = metadata.get("name");
        return name == null ? path : path + " " + name;
    }

    private static Iterable<?> single(Object value) {
        return Collections.singletonList(value);
    }

    private static String text(Object value) {
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

    private static String quoted(char c) {
        return c <= ' ' || c >= 127 ? String.format("U+%04X", (int) c) : "'" + c + "'";
    }
}
