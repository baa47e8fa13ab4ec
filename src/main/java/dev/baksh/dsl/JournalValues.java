package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.RowFactory;
import dev.baksh.client.api.Rows;
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
 * Values of a script as JSON can hold them, and back: nulls, texts, numbers, true and false, times, durations, lists, maps
 * with texts as keys, and rows, which come back as rows of their noun and server.
 *
 * <p>What JSON has no form for is a map of one entry whose name begins with {@code ~}.
 */
public final class JournalValues {
    private static final String TIME = "~time";
    private static final String DURATION = "~duration";
    private static final String ROW = "~row";
    private static final String MAP = "~map";

    private JournalValues() {}

    /**
     * Maps, lists and plain values that hold all of it; a listing is read to its end.
     *
     * @throws BakshException something in it cannot be held, with its type
     */
    public static Object plain(Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) throw unfit(value);
        if (value == null || value instanceof Boolean || value instanceof String) return value;
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte)
            return value;
        if (value instanceof BigInteger || value instanceof BigDecimal || value instanceof Double) return value;
        if (value instanceof Float number) return plain(number.doubleValue());
        if (value instanceof CharSequence || value instanceof Character) return value.toString();
        if (value instanceof Instant) return Map.of(TIME, value.toString());
        if (value instanceof Duration) return Map.of(DURATION, value.toString());
        if (value instanceof Row row) return Map.of(ROW, row(row));
        if (value instanceof Map<?, ?> map) return map(map);
        if (value instanceof Object[] array) return list(Arrays.asList(array));
        if (value instanceof Rows || value instanceof java.util.Collection<?>) return list((Iterable<?>) value);
        throw unfit(value);
    }

    private static BakshException unfit(Object value) {
        String type = value instanceof groovy.lang.Closure
                ? "closure"
                : value instanceof Double ? value.toString() : value.getClass().getSimpleName();
        return BakshException.failed(
                "the result holds a " + type + ", which the run's journal cannot keep for a resume",
                "end the step with texts, numbers, times, rows, lists or maps of them, or with null");
    }

    private static List<Object> list(Iterable<?> values) {
        List<Object> list = new ArrayList<>();
        for (Object value : values) list.add(plain(value));
        return list;
    }

    private static Object map(Map<?, ?> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        boolean marked = false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof CharSequence key)) {
                throw BakshException.failed(
                        "the result holds a map with the key " + entry.getKey()
                                + ", and the run's journal keeps only texts as keys",
                        "write it as a text: (key as String)");
            }
            plain.put(key.toString(), plain(entry.getValue()));
            marked |= key.toString().startsWith("~");
        }
        return marked ? Map.of(MAP, plain) : plain;
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> plain = new LinkedHashMap<>();
        Noun noun = row.noun();
        if (row instanceof BoundRow live && noun != null && !noun.server().isEmpty()) {
            plain.put("kind", noun.server());
            plain.put("server", live.server());
            plain.put("noun", noun.name());
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        row.toMap().forEach((name, value) -> fields.put(name, plain(value)));
        plain.put("fields", fields);
        return plain;
    }

    /**
     * The value that {@link #plain} was given.
     *
     * @param host has the servers that rows belong to
     */
    public static Object revive(Object plain, ScriptHost host) {
        if (plain instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            for (Object item : list) values.add(revive(item, host));
            return values;
        }
        if (!(plain instanceof Map<?, ?> map)) return plain;
        if (map.size() == 1) {
            if (map.get(TIME) instanceof String time) return Instant.parse(time);
            if (map.get(DURATION) instanceof String length) return Duration.parse(length);
            if (map.get(MAP) instanceof Map<?, ?> inner) return entries(inner, host);
            if (map.get(ROW) instanceof Map<?, ?> row) return row(row, host);
        }
        return entries(map, host);
    }

    private static Map<String, Object> entries(Map<?, ?> map, ScriptHost host) {
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> values.put(name.toString(), revive(value, host)));
        return values;
    }

    private static Row row(Map<?, ?> plain, ScriptHost host) {
        Map<?, ?> fields = (Map<?, ?>) plain.get("fields");
        if (plain.get("noun") == null) return new Row(null, values(fields, Map.of(), host));
        ServerClient client =
                host.client(plain.get("kind").toString(), plain.get("server").toString());
        Noun noun = client.catalog().noun(plain.get("noun").toString());
        return new BoundRow(client, new Row(noun, values(fields, noun == null ? Map.of() : noun.fields(), host)));
    }

    /** Documented objects inside a row know their own fields again. */
    private static Map<String, Object> values(Map<?, ?> fields, Map<String, Field> documented, ScriptHost host) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            Field field = documented.get(name.toString());
            Object revived = revive(value, host);
            boolean nested =
                    revived instanceof Row && field != null && !field.fields().isEmpty();
            values.put(name.toString(), nested ? nested((Row) revived, field) : revived);
        });
        return values;
    }

    private static Row nested(Row row, Field field) {
        return RowFactory.nested(field)
                .make(row.names(), new ArrayList<>(row.toMap().values()));
    }
}
