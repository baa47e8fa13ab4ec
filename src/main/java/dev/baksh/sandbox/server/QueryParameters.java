package dev.baksh.sandbox.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters of a query string or a form. If a name is repeated, the last value is used, as in Django. */
public final class QueryParameters {
    private final Map<String, String> values = new LinkedHashMap<>();

    public static QueryParameters parse(String text) {
        QueryParameters parameters = new QueryParameters();
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) continue;
            String[] parts = pair.split("=", 2);
            parameters.values.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
        }
        return parameters;
    }

    /** Returns the value, or null. */
    public String get(String name) {
        return values.get(name);
    }

    public String get(String name, String defaultValue) {
        return values.getOrDefault(name, defaultValue);
    }

    /** Returns an integer of at least 1, or the default if the parameter is absent or invalid. */
    public int positiveInt(String name, int defaultValue) {
        Integer value = positiveInt(name);
        return value == null ? defaultValue : value;
    }

    /** Returns an integer of at least 1, or null if the parameter is absent or invalid. */
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
            // An invalid percent escape stays unchanged, like on web servers.
            return text;
        }
    }
}
