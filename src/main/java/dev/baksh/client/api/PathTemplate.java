package dev.baksh.client.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Expander and matcher of the path templates of the catalogue: {@code policies/{id}/} becomes {@code policies/7/}. Refuses
 * a value that would change the meaning of the path.
 */
public final class PathTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private PathTemplate() {}

    /**
     * Returns the path with all placeholders replaced.
     *
     * @param values by placeholder
     * @throws BakshException (exit 2) a value would change the meaning of the path
     */
    public static String fill(String template, Map<String, ?> values) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(match -> requireSafeId(match.group(1), values.get(match.group(1))));
    }

    /**
     * Returns the values of the placeholders in a path, as the path spells them, or null if the path does not match. A slash at
     * the start or at the end of the template and of the path does not count.
     */
    public static Map<String, String> match(String template, String path) {
        String[] templateSegments = trimSlashes(template).split("/", -1);
        String[] pathSegments = trimSlashes(path).split("/", -1);
        if (templateSegments.length != pathSegments.length) return null;
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < templateSegments.length; i++) {
            String expected = templateSegments[i];
            boolean isPlaceholder = expected.startsWith("{");
            if (isPlaceholder ? pathSegments[i].isEmpty() : !expected.equals(pathSegments[i])) return null;
            if (isPlaceholder) values.put(expected.substring(1, expected.length() - 1), pathSegments[i]);
        }
        return values;
    }

    private static String trimSlashes(String path) {
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        return trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    }

    private static String requireSafeId(String placeholder, Object value) {
        String id = value == null ? "" : value.toString();
        if (!id.matches("[A-Za-z0-9._-]+") || id.matches("\\.+")) {
            throw BakshException.usageError("not usable as the " + placeholder + " in a path: '" + id + "'", null);
        }
        return id;
    }
}
