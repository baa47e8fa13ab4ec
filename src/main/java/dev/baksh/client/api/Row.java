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
    private final RowSchema shape;
    private final Object[] values;

    /**
     * @param noun the documented kind of this row, or null for an undocumented object
     * @param values by server name, in server order
     */
    public Row(Noun noun, Map<String, ?> values) {
        this(noun, new RowSchema(List.copyOf(values.keySet())), values.values().toArray());
    }

    Row(Noun noun, RowSchema shape, Object[] values) {
        this.noun = noun;
        this.shape = shape;
        this.values = values;
    }

    /** The same row under another class; shares the values. */
    protected Row(Row row) {
        this(row.noun, row.shape, row.values);
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
        int place = shape.place(name);
        if (place >= 0) return values[place];
        Row lifted = lifted();
        if (lifted != null && lifted.shape.place(name) >= 0) return lifted.get(name);
        if (noun != null && noun.field(name) != null) return null;
        if (lifted != null && documentedInLift(name)) return null;
        throw new UnknownFieldException(noun == null ? "this object" : "a " + noun.one(), name, known());
    }

    /** True when the server sent this field itself, by its name or camelCase, even as null. */
    public final boolean has(String name) {
        return shape.place(name) >= 0;
    }

    /** The fields that the server sent, in its order. */
    public final List<String> names() {
        return shape.names();
    }

    /** The fields and values in server order; a copy that may be changed. */
    public final Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) map.put(shape.names().get(i), values[i]);
        return map;
    }

    /** Every name that {@link #get} answers, server spelling only. */
    public final Set<String> known() {
        Set<String> known = new LinkedHashSet<>(shape.names());
        Row lifted = lifted();
        if (lifted != null) known.addAll(lifted.names());
        if (noun != null) known.addAll(noun.fields().keySet());
        return known;
    }

    private Row lifted() {
        if (noun == null || noun.lift() == null) return null;
        int place = shape.place(noun.lift());
        return place >= 0 && values[place] instanceof Row row ? row : null;
    }

    private boolean documentedInLift(String name) {
        Field lift = noun.fields().get(noun.lift());
        return lift != null
                && lift.fields().keySet().stream()
                        .anyMatch(field -> field.equals(name)
                                || NameSuggestions.camel(field).equals(name));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row
                && Objects.equals(noun == null ? null : noun.name(), row.noun == null ? null : row.noun.name())
                && shape.names().equals(row.shape.names())
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
        StringBuilder text = new StringBuilder(noun.one());
        Object key = shape.place(noun.key()) >= 0 ? get(noun.key()) : null;
        if (key != null) text.append(' ').append(key);
        Object label = noun.label() == null ? null : get(noun.label());
        if (label != null && !label.equals(key))
            text.append(" \"").append(label).append('"');
        return text.toString();
    }
}
