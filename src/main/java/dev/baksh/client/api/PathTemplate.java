package dev.baksh.client.api;

import java.util.Map;

/** Path templates of the catalogue. */
public final class PathTemplate {
    private PathTemplate() {}

    /**
     * A path template with its holes filled.
     *
     * @param values by hole; what would change the meaning of the path is refused
     */
    public static String fill(String template, Map<String, ?> values) {
        StringBuilder path = new StringBuilder();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            String hole = template.substring(open + 1, close);
            path.append(template, from, open).append(id(hole, values.get(hole)));
            from = close + 1;
        }
        return path.append(template.substring(from)).toString();
    }

    private static String id(String hole, Object value) {
        String id = value == null ? "" : value.toString();
        if (!id.matches("[A-Za-z0-9._-]+") || id.matches("\\.+")) {
            throw BakshException.usage("not usable as the " + hole + " in a path: '" + id + "'", null);
        }
        return id;
    }
}
