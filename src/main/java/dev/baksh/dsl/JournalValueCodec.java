package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.RowFactory;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.resource.ServerClient;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Codec that converts results of steps and parameters of a run to JSON for the journal, and back. Supports null,
 * strings, numbers, booleans, times, durations, lists, maps with string keys, and rows, which are restored with their
 * noun and server.
 *
 * <p>A value without a JSON form is encoded as a map with one key that begins with {@code ~}.
 */
public final class JournalValueCodec {
    private static final String TIME = "~time";
    private static final String DURATION = "~duration";
    private static final String ROW = "~row";
    private static final String MAP = "~map";

    private JournalValueCodec() {}

    /**
     * Encodes a value as maps, lists and scalars; reads a listing to its end.
     *
     * @throws BakshException (exit 1) the value or a part has an unsupported type; the message names the type
     */
    public static Object toJournal(Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) throw unsupportedValueError(value);
        if (value == null || value instanceof Boolean || value instanceof String) return value;
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte)
            return value;
        if (value instanceof BigInteger || value instanceof BigDecimal || value instanceof Double) return value;
        if (value instanceof Float number) return toJournal(number.doubleValue());
        if (value instanceof CharSequence || value instanceof Character) return value.toString();
        if (value instanceof Instant) return Map.of(TIME, value.toString());
        if (value instanceof Duration) return Map.of(DURATION, value.toString());
        if (value instanceof Row row) return Map.of(ROW, rowToJournal(row));
        if (value instanceof Map<?, ?> map) return mapToJournal(map);
        if (value instanceof Object[] array) return listToJournal(Arrays.asList(array));
        if (value instanceof Rows || value instanceof java.util.Collection<?>)
            return listToJournal((Iterable<?>) value);
        throw unsupportedValueError(value);
    }

    private static BakshException unsupportedValueError(Object value) {
        String type = value instanceof groovy.lang.Closure
                ? "closure"
                : value instanceof Double ? value.toString() : value.getClass().getSimpleName();
        return BakshException.failure(
                "the result contains a " + type + ", which the run's journal cannot store for a resume",
                "return strings, numbers, times, rows, lists or maps of them, or null from the step");
    }

    private static List<Object> listToJournal(Iterable<?> values) {
        List<Object> list = new ArrayList<>();
        for (Object value : values) list.add(toJournal(value));
        return list;
    }

    private static Object mapToJournal(Map<?, ?> map) {
        Map<String, Object> encoded = new LinkedHashMap<>();
        boolean needsEscape = false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof CharSequence key)) {
                throw BakshException.failure(
                        "the result contains a map with the key " + entry.getKey()
                                + ", but the run's journal stores only strings as keys",
                        "convert the key to a string: (key as String)");
            }
            encoded.put(key.toString(), toJournal(entry.getValue()));
            needsEscape |= key.toString().startsWith("~");
        }
        return needsEscape ? Map.of(MAP, encoded) : encoded;
    }

    private static Map<String, Object> rowToJournal(Row row) {
        Map<String, Object> encoded = new LinkedHashMap<>();
        Noun noun = row.noun();
        if (row instanceof BoundRow boundRow && noun != null && !noun.server().isEmpty()) {
            encoded.put("kind", noun.server());
            encoded.put("server", boundRow.server());
            encoded.put("noun", noun.name());
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        row.toMap().forEach((name, value) -> fields.put(name, toJournal(value)));
        encoded.put("fields", fields);
        return encoded;
    }

    /**
     * Decodes a value that {@link #toJournal} has encoded.
     *
     * @param host provides the servers of the rows
     */
    public static Object fromJournal(Object encoded, ScriptHost host) {
        if (encoded instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            for (Object item : list) values.add(fromJournal(item, host));
            return values;
        }
        if (!(encoded instanceof Map<?, ?> map)) return encoded;
        if (map.size() == 1) {
            if (map.get(TIME) instanceof String time) return Instant.parse(time);
            if (map.get(DURATION) instanceof String duration) return Duration.parse(duration);
            if (map.get(MAP) instanceof Map<?, ?> inner) return mapFromJournal(inner, host);
            if (map.get(ROW) instanceof Map<?, ?> row) return rowFromJournal(row, host);
        }
        return mapFromJournal(map, host);
    }

    private static Map<String, Object> mapFromJournal(Map<?, ?> map, ScriptHost host) {
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> values.put(name.toString(), fromJournal(value, host)));
        return values;
    }

    private static Row rowFromJournal(Map<?, ?> encoded, ScriptHost host) {
        Map<?, ?> fields = (Map<?, ?>) encoded.get("fields");
        if (encoded.get("noun") == null) return new Row(null, fieldsFromJournal(fields, Map.of(), host));
        ServerClient client = host.client(
                ServerKind.of(encoded.get("kind").toString()),
                encoded.get("server").toString());
        Noun noun = client.catalog().rowType(encoded.get("noun").toString());
        return new BoundRow(
                client, new Row(noun, fieldsFromJournal(fields, noun == null ? Map.of() : noun.fields(), host)));
    }

    /** Restores documented objects inside a row as rows with their own fields. */
    private static Map<String, Object> fieldsFromJournal(
            Map<?, ?> fields, Map<String, Field> fieldSchemas, ScriptHost host) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            Field field = fieldSchemas.get(name.toString());
            Object decoded = fromJournal(value, host);
            boolean isNested =
                    decoded instanceof Row && field != null && !field.fields().isEmpty();
            values.put(name.toString(), isNested ? nestedRow((Row) decoded, field) : decoded);
        });
        return values;
    }

    private static Row nestedRow(Row row, Field field) {
        return RowFactory.forNestedField(field)
                .create(row.names(), new ArrayList<>(row.toMap().values()));
    }
}
