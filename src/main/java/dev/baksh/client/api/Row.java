package dev.baksh.client.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One object that a server sent, as a value: it never calls the network, and never changes.
 *
 * <p>Values are null, Boolean, String, Integer, Long, BigInteger, Double or BigDecimal, {@link java.time.Instant}, an
 * unmodifiable List, or a nested Row. Fields keep the server's order and names; unknown ones are kept.
 *
 * <p>No public getX or isX stands here and none may be added: Groovy would take it for a field. {@link #get(String)} is
 * what Groovy calls for {@code row.last_modified} and {@code row.lastModified}.
 */
public class Row {
    private final Noun noun;
    private final RowSchema schema;
    private final Object[] values;

    /**
     * @param noun the documented kind of this row, or null for an undocumented object
     * @param values by server name, in server order
     */
    public Row(Noun noun, Map<String, ?> values) {
        this(noun, new RowSchema(List.copyOf(values.keySet())), values.values().toArray());
    }

    Row(Noun noun, RowSchema schema, Object[] values) {
        this.noun = noun;
        this.schema = schema;
        this.values = values;
    }

    /** The same row under another class; shares the values. */
    protected Row(Row row) {
        this(row.noun, row.schema, row.values);
    }

    /** The documented kind, or null. */
    public final Noun noun() {
        return noun;
    }

    /**
     * A field by the server's name or its camelCase; then a field of the lifted object ({@code role.name} is
     * {@code role.metadata.name}); null for a documented field that the server left out.
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
        throw new UnknownFieldException(noun == null ? "this object" : "a " + noun.singular(), name, known());
    }

    /** True when the server sent this field itself, by its name or camelCase, even as null. */
    public final boolean has(String name) {
        return schema.indexOf(name) >= 0;
    }

    /** The fields that the server sent, in its order. */
    public final List<String> names() {
        return schema.names();
    }

    /** The fields and values in server order; a copy that may be changed. */
    public final Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) map.put(schema.names().get(i), values[i]);
        return map;
    }

    /** Every name that {@link #get} answers, server spelling only. */
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

    /** {@code policy 12 "nightly"}, or the fields where the kind is not known. */
    @Override
    public String toString() {
        if (noun == null) return toMap().toString();
        StringBuilder text = new StringBuilder(noun.singular());
        Object key = schema.indexOf(noun.key()) >= 0 ? get(noun.key()) : null;
        if (key != null) text.append(' ').append(key);
        Object label = noun.label() == null ? null : get(noun.label());
        if (label != null && !label.equals(key))
            text.append(" \"").append(label).append('"');
        return text.toString();
    }
}
