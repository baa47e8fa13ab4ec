package dev.baksh.client.api;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Expander of the path templates of the catalogue: {@code policies/{id}/} becomes {@code policies/7/}. Refuses a value
 * that would change the meaning of the path.
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

    private static String requireSafeId(String placeholder, Object value) {
        String id = value == null ? "" : value.toString();
        if (!id.matches("[A-Za-z0-9._-]+") || id.matches("\\.+")) {
            throw BakshException.usageError("not usable as the " + placeholder + " in a path: '" + id + "'", null);
        }
        return id;
    }
}
