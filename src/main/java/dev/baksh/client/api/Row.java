package dev.baksh.client.api;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Immutable object of a server; reading a field never sends a request.
 *
 * <p>Values are null, Boolean, String, Integer, Long, BigInteger, Double or BigDecimal, {@link java.time.Instant}, an
 * unmodifiable List, or a nested Row. Fields have the server's order and names, undocumented fields included.
 *
 * <p>Do not add a public getX or isX: Groovy would read the method as a field. Groovy calls {@link #get(String)} for
 * {@code row.last_modified} and {@code row.lastModified}.
 */
public class Row {
    private final Noun noun;
    private final Schema schema;
    private final Object[] values;

    /**
     * @param noun documented kind of this row, or null for an undocumented object
     * @param values by server name, in server order
     */
    public Row(Noun noun, Map<String, ?> values) {
        this(noun, new Schema(List.copyOf(values.keySet())), values.values().toArray());
    }

    /** Creates an undocumented row from names, each followed by its value: {@code Row.of("user", name, "role", role)}. */
    public static Row of(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return new Row(null, fields);
    }

    Row(Noun noun, Schema schema, Object[] values) {
        this.noun = noun;
        this.schema = schema;
        this.values = values;
    }

    /** Creates a row of a subclass that shares the values. */
    protected Row(Row row) {
        this(row.noun, row.schema, row.values);
    }

    /** Documented kind, or null. */
    public final Noun noun() {
        return noun;
    }

    /** Returns the text of a table for a field without a value. */
    public String nullText() {
        return "";
    }

    /**
     * Returns a field by the server's name or its camelCase; then a field of the lifted object ({@code role.name} is
     * {@code role.metadata.name}); null for a documented field that the response did not contain.
     *
     * @throws UnknownFieldException for any other name, with a suggestion
     */
    public Object get(String name) {
        int index = schema.indexOf(name);
        if (index >= 0) return values[index];
        Row liftedRow = liftedRow();
        if (liftedRow != null && liftedRow.schema.indexOf(name) >= 0) return liftedRow.get(name);
        if (noun != null && noun.field(name) != null) return null;
        if (liftedRow != null && isDocumentedInLiftedField(name)) return null;
        throw noun == null
                ? new UnknownFieldException("this object", name, known(), Set.of())
                : new UnknownFieldException(noun.singularWithArticle(), name, known(), noun.readVerbs(true));
    }

    /**
     * Returns a field as {@link #get}, but null for every field that neither the response nor its lifted object
     * contains.
     */
    public final Object valueOrNull(String name) {
        int index = schema.indexOf(name);
        if (index >= 0) return values[index];
        Row liftedRow = liftedRow();
        return liftedRow == null ? null : liftedRow.valueOrNull(name);
    }

    /** Returns a field as {@link #valueOrNull}, but null for an object or a list, which identifies nothing. */
    public final Object scalarOrNull(String name) {
        Object value = valueOrNull(name);
        return value instanceof Row || value instanceof List ? null : value;
    }

    /**
     * Returns the names of the rows to which a field refers with their ids, {@code main (1)}, as far as they are known without
     * a request; null if no name is known, or if the field refers to nothing.
     */
    public String describeReference(String field) {
        return null;
    }

    /** Returns true when the response contained this field (server name or camelCase), even with the value null. */
    public final boolean has(String name) {
        return schema.indexOf(name) >= 0;
    }

    /** Names of the fields in the response, in the server's order. */
    public final List<String> names() {
        return schema.names();
    }

    /** Returns the fields and values in server order, as a modifiable copy. */
    public final Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) map.put(schema.names().get(i), values[i]);
        return map;
    }

    /** Returns every server name that {@link #get} accepts. */
    public final Set<String> known() {
        Set<String> knownNames = new LinkedHashSet<>(schema.names());
        Row liftedRow = liftedRow();
        if (liftedRow != null) knownNames.addAll(liftedRow.names());
        if (noun != null) knownNames.addAll(noun.fields().keySet());
        return knownNames;
    }

    private Row liftedRow() {
        if (noun == null || noun.liftedField() == null) return null;
        int index = schema.indexOf(noun.liftedField());
        return index >= 0 && values[index] instanceof Row row ? row : null;
    }

    private boolean isDocumentedInLiftedField(String name) {
        Field liftedField = noun.fields().get(noun.liftedField());
        return liftedField != null
                && liftedField.fields().keySet().stream()
                        .anyMatch(field -> field.equals(name)
                                || NameSuggestions.toCamelCase(field).equals(name));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row
                && Objects.equals(noun == null ? null : noun.name(), row.noun == null ? null : row.noun.name())
                && schema.names().equals(row.schema.names())
                && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /**
     * Returns {@code policy 12 "nightly"}, or all fields without their secrets for an object that is no row of a noun in
     * scripts.
     */
    @Override
    public String toString() {
        if (noun == null || !noun.hasVerbs()) {
            Map<String, Object> fields = toMap();
            Map<String, Object> masked = new LinkedHashMap<>();
            fields.forEach((name, value) -> masked.put(name, SecretNames.mask(name, value, fields)));
            return masked.toString();
        }
        StringBuilder text = new StringBuilder(noun.singular());
        Object key = schema.indexOf(noun.key()) >= 0 ? get(noun.key()) : null;
        if (key != null) text.append(' ').append(key);
        Object label = noun.label() == null ? null : valueOrNull(noun.label());
        if (label != null && !label.equals(key))
            text.append(" \"").append(label).append('"');
        return text.toString();
    }

    /** Field names of a row, shared by all rows of a page with the same names: each row then needs only one array. */
    static final class Schema {
        private final List<String> names;
        private final Map<String, Integer> indexes = new HashMap<>();

        Schema(List<String> names) {
            this.names = List.copyOf(names);
            for (int i = 0; i < this.names.size(); i++) indexes.put(this.names.get(i), i);
            for (int i = 0; i < this.names.size(); i++)
                indexes.putIfAbsent(NameSuggestions.toCamelCase(this.names.get(i)), i);
        }

        List<String> names() {
            return names;
        }

        /** Returns the index of a server name or its camelCase, or -1. */
        int indexOf(String name) {
            Integer index = indexes.get(name);
            return index == null ? -1 : index;
        }
    }
}
