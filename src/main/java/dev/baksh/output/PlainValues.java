package dev.baksh.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** Holder that loads the mapper with the first JSON output, because the creation of a mapper is slow. */
    private static final class LazyReader {
        static final ObjectReader TREE = JsonMapper.builder().build().readerFor(Object.class);

        private LazyReader() {}
    }

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
        if (value instanceof JsonNode node) return of(readTree(node), depth);
        Iterator<?> items = iteratorOrNull(value);
        // The text of instants, durations and other times is ISO 8601.
        if (items == null) return value.toString();
        List<Object> list = new ArrayList<>();
        while (items.hasNext()) list.add(of(items.next(), depth + 1));
        return list;
    }

    private static Map<String, Object> toPlainMap(Map<?, ?> map, int depth) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, value) ->
                plain.put(String.valueOf(name), of(SecretFields.mask(String.valueOf(name), value), depth + 1)));
        return plain;
    }

    private static Object readTree(JsonNode node) {
        try {
            return LazyReader.TREE.readValue(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
