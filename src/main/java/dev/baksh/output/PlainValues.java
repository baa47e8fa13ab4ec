package dev.baksh.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.SecretNames;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converter of values to JSON types: null, Boolean, Number, String, List, Map. Instants and durations become ISO 8601,
 * non-finite numbers become null, and other values become their text.
 */
final class PlainValues {
    /**
     * Maximum nesting. Server responses are limited earlier, so a deeper value is a list or map that contains itself.
     */
    private static final int MAX_DEPTH = 500;

    private PlainValues() {}

    static Object of(Object value) {
        return of(value, 0);
    }

    /** Returns an iterator over the elements of a list-like value; null for any other value. */
    static Iterator<?> iteratorOrNull(Object value) {
        // A path is an endless Iterable of paths; a JSON object would iterate over its values.
        if (value instanceof Path || value instanceof JsonNode) return null;
        if (value instanceof Iterable<?> iterable) return iterable.iterator();
        if (value == null || !value.getClass().isArray()) return null;
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) elements.add(Array.get(value, i));
        return elements.iterator();
    }

    /** Returns an iterator over the elements of a list-like value, or over the value itself. */
    static Iterator<?> iterator(Object value) {
        Iterator<?> items = iteratorOrNull(value);
        return items != null ? items : Collections.singletonList(value).iterator();
    }

    /** Removes at most this many elements from the iterator and returns them. */
    static List<Object> take(Iterator<?> items, int max) {
        List<Object> taken = new ArrayList<>();
        while (taken.size() < max && items.hasNext()) taken.add(items.next());
        return taken;
    }

    private static Object of(Object value, int depth) {
        if (depth > MAX_DEPTH)
            throw BakshException.failure(
                    "the value is nested more than " + MAX_DEPTH + " deep", "the value may contain itself");
        if (value == null || value instanceof Boolean || value instanceof String) return value;
        if (value instanceof Double || value instanceof Float)
            return Double.isFinite(((Number) value).doubleValue()) ? value : null;
        if (value instanceof Number) return value;
        if (value instanceof Row row) return toPlainMap(row.toMap(), depth);
        if (value instanceof Map<?, ?> map) return toPlainMap(map, depth);
        if (value instanceof JsonNode node) return of(JsonWriter.readTree(node), depth);
        Iterator<?> items = iteratorOrNull(value);
        // The text of instants, durations and other times is ISO 8601.
        if (items == null) return value.toString();
        List<Object> list = new ArrayList<>();
        while (items.hasNext()) list.add(of(items.next(), depth + 1));
        return list;
    }

    private static Map<String, Object> toPlainMap(Map<?, ?> map, int depth) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            plain.put(name, of(SecretNames.mask(name, value, map), depth + 1));
        });
        return plain;
    }

    static String serialize(ObjectWriter writer, Object plain) {
        try {
            return writer.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
