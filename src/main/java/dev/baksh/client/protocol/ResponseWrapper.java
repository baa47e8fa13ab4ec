package dev.baksh.client.protocol;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reader of responses whose form is not documented: a row or a list of rows may stand alone, in a list with one element, or in
 * an object.
 */
public final class ResponseWrapper {
    private static final List<String> NAMES =
            List.of("results", "data", "DATA", "objects", "items", "rows", "list", "object", "result");
    /** Names that the gateway of Portworx uses (px-api 5). */
    private static final List<String> GATEWAY_NAMES =
            List.of("backup_schedule", "license_resp_info", "role", "cluster");
    /** Maximum number of wrappers around a row. */
    private static final int MAX_DEPTH = 4;

    private ResponseWrapper() {}

    /**
     * Returns the row of this noun in the response to a read of one object or to a write; null if the response contains no row,
     * several rows, or only a row without key and name.
     */
    public static Row findRow(Object response, Noun noun) {
        Row found = findInner(response, noun, row -> identifies(row, noun));
        return found == null ? null : toNoun(found, noun);
    }

    /** Returns the list in a response, or null if the response contains no list. */
    public static List<?> findList(Object response) {
        Object content = response;
        if (content instanceof Row row) content = contentOf(row, null);
        return content instanceof List<?> list ? list : null;
    }

    /** Returns the documented names of the object around a row of this noun. */
    public static List<String> namesOf(Noun noun) {
        List<String> names = new ArrayList<>(GATEWAY_NAMES);
        names.add(0, noun.singular().replace(' ', '_'));
        return names;
    }

    /** Returns a field of the object in a response, or null if the field is missing, an object or a list. */
    public static Object findValue(Object response, String name) {
        Row found = findInner(response, null, row -> row.scalarOrNull(name) != null);
        return found == null ? null : found.scalarOrNull(name);
    }

    private static Row findInner(Object response, Noun noun, Predicate<Row> condition) {
        Object content = response;
        for (int depth = 0; depth < MAX_DEPTH && content != null; depth++) {
            if (content instanceof List<?> list) content = list.size() == 1 ? list.get(0) : null;
            else if (!(content instanceof Row row)) return null;
            else if (condition.test(row)) return row;
            else content = contentOf(row, noun);
        }
        return null;
    }

    /** True if a row has the key or the name of its noun. */
    private static boolean identifies(Row row, Noun noun) {
        Map<String, Object> fields = row.toMap();
        boolean hasLifted = noun.liftedField() != null && fields.get(noun.liftedField()) instanceof Row;
        Map<String, Object> names = hasLifted ? ((Row) fields.get(noun.liftedField())).toMap() : fields;
        return fields.get(noun.key()) != null
                || names.get(noun.key()) != null
                || hasLifted && noun.label() != null && names.get(noun.label()) != null;
    }

    private static Object contentOf(Row row, Noun noun) {
        Object content = unwrap(row.toMap(), noun);
        if (content != null) return content;
        // An object with one object, or with one list, of a name that is not documented.
        List<Object> candidates = new ArrayList<>();
        row.toMap().forEach((name, value) -> {
            boolean isDocumented = noun != null && noun.fields().containsKey(name) && !GATEWAY_NAMES.contains(name);
            boolean isRow = value instanceof Row inner
                    && (noun == null || identifies(inner, noun) || row.names().size() == 1);
            if (!isDocumented && (isRow || value instanceof List)) candidates.add(value);
        });
        return candidates.size() == 1 ? candidates.get(0) : null;
    }

    private static Row toNoun(Row row, Noun noun) {
        if (noun.equals(row.noun())) return row;
        boolean isTyped = row.noun() != null && !row.noun().fields().isEmpty();
        return isTyped ? new Row(noun, row.toMap()) : (Row) JsonCodec.convert(row.toMap(), noun);
    }

    /** Returns the list or the object in a wrapper, or null if the fields are no wrapper. */
    public static Object unwrap(Map<String, Object> fields, Noun noun) {
        if (noun != null && fields.get(noun.key()) != null) return null;
        if (fields.containsKey("errors") || fields.containsKey("error")) return null;
        for (String name : NAMES) if (isContent(fields.get(name))) return fields.get(name);
        if (noun == null) return null;
        for (String name : List.of(noun.name(), noun.singular().replace(' ', '_')))
            if (isContent(fields.get(name))) return fields.get(name);
        return null;
    }

    private static boolean isContent(Object value) {
        return value instanceof Row || value instanceof Map || value instanceof List;
    }
}
