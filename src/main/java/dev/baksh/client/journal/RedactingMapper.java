package dev.baksh.client.journal;

import dev.baksh.client.api.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Converter to JSON values that redacts every string, names of fields included. */
final class RedactingMapper {
    /** Responses of servers are less deep; a deeper value is a map that contains itself. */
    private static final int MAX_DEPTH = 500;

    private final UnaryOperator<String> redactor;

    RedactingMapper(UnaryOperator<String> redactor) {
        this.redactor = redactor;
    }

    String redactText(String text) {
        return text == null ? null : redactor.apply(text);
    }

    Map<String, Object> redactMap(Map<?, ?> map) {
        return redactMap(map, 0);
    }

    private Map<String, Object> redactMap(Map<?, ?> map, int depth) {
        Map<String, Object> redacted = new LinkedHashMap<>();
        map.forEach((name, value) -> redacted.put(redactText(String.valueOf(name)), redactValue(value, depth + 1)));
        return redacted;
    }

    private Object redactValue(Object value, int depth) {
        if (depth > MAX_DEPTH) throw new IllegalArgumentException("a value is nested more than " + MAX_DEPTH + " deep");
        if (value instanceof Double || value instanceof Float)
            return Double.isFinite(((Number) value).doubleValue()) ? value : value.toString();
        if (value == null || value instanceof Boolean || value instanceof Number) return value;
        if (value instanceof Row row) return redactMap(row.toMap(), depth);
        if (value instanceof Map<?, ?> map) return redactMap(map, depth);
        if (!(value instanceof Collection<?> list)) return redactText(value.toString());
        List<Object> redacted = new ArrayList<>();
        for (Object element : list) redacted.add(redactValue(element, depth + 1));
        return redacted;
    }
}
