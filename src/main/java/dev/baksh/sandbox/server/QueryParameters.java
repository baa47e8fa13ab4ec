package dev.baksh.sandbox.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A query string or a form. Of a repeated name the last value counts, as in Django. */
public final class QueryParameters {
    private final Map<String, String> values = new LinkedHashMap<>();

    public static QueryParameters parse(String text) {
        QueryParameters parameters = new QueryParameters();
        if (text == null) return parameters;
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) continue;
            int equalsIndex = pair.indexOf('=');
            String name = equalsIndex < 0 ? pair : pair.substring(0, equalsIndex);
            parameters.values.put(decode(name), equalsIndex < 0 ? "" : decode(pair.substring(equalsIndex + 1)));
        }
        return parameters;
    }

    /** The value, or null. */
    public String get(String name) {
        return values.get(name);
    }

    public String get(String name, String defaultValue) {
        return values.getOrDefault(name, defaultValue);
    }

    /** A whole number of at least 1, or null when absent or anything else. */
    public Integer positiveInt(String name) {
        String value = values.get(name);
        if (value == null || !value.matches("[0-9]{1,9}")) return null;
        int number = Integer.parseInt(value);
        return number > 0 ? number : null;
    }

    public Map<String, String> toMap() {
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
