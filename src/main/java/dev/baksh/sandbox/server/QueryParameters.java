package dev.baksh.sandbox.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A query string or a form. Of a repeated name the last value counts, as in Django. */
public final class QueryParameters {
    private final Map<String, String> values = new LinkedHashMap<>();

    public static QueryParameters parse(String text) {
        QueryParameters params = new QueryParameters();
        if (text == null) return params;
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            params.values.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return params;
    }

    /** The value, or null. */
    public String get(String name) {
        return values.get(name);
    }

    public String get(String name, String absent) {
        return values.getOrDefault(name, absent);
    }

    /** A whole number of at least 1, or null when absent or anything else. */
    public Integer positive(String name) {
        String value = values.get(name);
        if (value == null || !value.matches("[0-9]{1,9}")) return null;
        int number = Integer.parseInt(value);
        return number > 0 ? number : null;
    }

    public Map<String, String> all() {
        return new LinkedHashMap<>(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // A stray % is taken as it stands, as web servers do.
            return text;
        }
    }
}
