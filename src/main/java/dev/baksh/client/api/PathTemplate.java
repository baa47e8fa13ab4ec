package dev.baksh.client.api;

import java.util.Map;

/** Expansion of the path templates of the catalogue. */
public final class PathTemplate {
    private PathTemplate() {}

    /**
     * Returns the path with all placeholders replaced.
     *
     * @param values by placeholder
     * @throws BakshException (exit 2) a value would change the meaning of the path
     */
    public static String fill(String template, Map<String, ?> values) {
        StringBuilder path = new StringBuilder();
        int position = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', position)) {
            int close = template.indexOf('}', open);
            String placeholder = template.substring(open + 1, close);
            path.append(template, position, open).append(requireSafeId(placeholder, values.get(placeholder)));
            position = close + 1;
        }
        return path.append(template.substring(position)).toString();
    }

    private static String requireSafeId(String placeholder, Object value) {
        String id = value == null ? "" : value.toString();
        if (!id.matches("[A-Za-z0-9._-]+") || id.matches("\\.+")) {
            throw BakshException.usageError("not usable as the " + placeholder + " in a path: '" + id + "'", null);
        }
        return id;
    }
}
