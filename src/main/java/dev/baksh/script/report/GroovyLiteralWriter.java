package dev.baksh.script.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values of a journal as they are written in a script. */
final class GroovyLiteralWriter {
    /** What stands in a journal for a secret. */
    private static final String REDACTED = "***";

    private GroovyLiteralWriter() {}

    /** The value as Groovy, or null when the journal holds only a part of it. */
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

    /** A list without its brackets, as arguments. */
    static String withoutBrackets(String list) {
        return list.startsWith("[") ? list.substring(1, list.length() - 1) : list;
    }

    /** The journal holds only a part of the text. */
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
