package dev.baksh.client.journal;

import dev.baksh.client.api.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Values as JSON knows them, every text in them redacted, names too. */
final class RedactingMapper {
    /** A server's answers are less deep; deeper is a map that holds itself. */
    private static final int DEPTH = 500;

    private final UnaryOperator<String> redact;

    RedactingMapper(UnaryOperator<String> redact) {
        this.redact = redact;
    }

    String text(String text) {
        return text == null ? null : redact.apply(text);
    }

    Map<String, Object> map(Map<?, ?> map) {
        return map(map, 0);
    }

    private Map<String, Object> map(Map<?, ?> map, int depth) {
        Map<String, Object> redacted = new LinkedHashMap<>();
        map.forEach((name, value) -> redacted.put(text(String.valueOf(name)), value(value, depth + 1)));
        return redacted;
    }

    private Object value(Object value, int depth) {
        if (depth > DEPTH) throw new IllegalArgumentException("a value is nested more than " + DEPTH + " deep");
        if (value instanceof Double || value instanceof Float)
            return Double.isFinite(((Number) value).doubleValue()) ? value : value.toString();
        if (value == null || value instanceof Boolean || value instanceof Number) return value;
        if (value instanceof Row row) return map(row.toMap(), depth);
        if (value instanceof Map<?, ?> map) return map(map, depth);
        if (!(value instanceof Collection<?> list)) return text(value.toString());
        List<Object> redacted = new ArrayList<>();
        for (Object element : list) redacted.add(value(element, depth + 1));
        return redacted;
    }
}
