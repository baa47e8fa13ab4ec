package dev.baksh.script.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writer of journal values as Groovy literals. */
final class GroovyLiteralWriter {
    /** Placeholder of a secret in the journal. */
    private static final String REDACTED = "***";

    private GroovyLiteralWriter() {}

    /** Returns the value as a Groovy literal, or null when the journal holds only a part of the value. */
    static String toLiteral(Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) return String.valueOf(value);
        if (value instanceof String text) return isRedacted(text) ? null : quote(text);
        List<String> parts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) parts.add(toLiteral(item));
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String literal = toLiteral(entry.getValue());
                parts.add(literal == null ? null : quote(entry.getKey().toString()) + ": " + literal);
            }
            if (parts.isEmpty()) return "[:]";
        } else return null;
        return parts.contains(null) ? null : "[" + String.join(", ", parts) + "]";
    }

    /** Returns a list literal without brackets, for use as arguments. */
    static String withoutBrackets(String list) {
        return list.startsWith("[") ? list.substring(1, list.length() - 1) : list;
    }

    /** Returns true when a part of the string is redacted. */
    static boolean isRedacted(String text) {
        return text.contains(REDACTED);
    }

    static String quote(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replaceAll("\\p{Cntrl}", "?")
                + "'";
    }
}
