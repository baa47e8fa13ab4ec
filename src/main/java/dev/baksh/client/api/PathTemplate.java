package dev.baksh.client.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Expander and matcher of the path templates of the catalogue: {@code policies/{id}/} becomes {@code policies/7/}. Names are
 * percent-encoded (RFC 3986). Refuses a value that would change the meaning of the path.
 */
public final class PathTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** Placeholders of names, which users choose; all others are ids and words. */
    private static final Set<String> NAME_PLACEHOLDERS = Set.of("name", "org_id", "realm");

    /** Servers and proxies may end a segment at these characters, and resolve one or two dots. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|[/\\\\;])\\.\\.?(?:$|[/\\\\;])");

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
                .replaceAll(match -> formatSegment(match.group(1), values.get(match.group(1))));
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

    private static String formatSegment(String placeholder, Object value) {
        String id = value == null ? "" : value.toString();
        if (NAME_PLACEHOLDERS.contains(placeholder)) return encodeName(placeholder, id);
        if (!id.matches("[A-Za-z0-9._-]+") || id.matches("\\.+")) {
            throw BakshException.usageError("not usable as the " + placeholder + " in a path: '" + id + "'", null);
        }
        return id;
    }

    /**
     * Returns a name as one segment of a path: each character except letters, digits and {@code -._~} as the percent-encoded
     * bytes of UTF-8.
     *
     * @param kind kind of the name, for the message
     * @throws BakshException (exit 2) no encoding keeps the name: it is empty, contains a segment of one or two dots, a control
     *     character or half a character
     */
    public static String encodeName(String kind, String name) {
        boolean isUsable = !name.isBlank()
                && !DOT_SEGMENT.matcher(name).find()
                && name.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(name);
        if (!isUsable)
            throw BakshException.usageError(
                    "not usable as the " + kind + " in a path: '" + NameSuggestions.abbreviate(name) + "'", null);
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
