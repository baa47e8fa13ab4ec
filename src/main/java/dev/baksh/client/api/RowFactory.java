package dev.baksh.client.api;

import java.util.List;
import java.util.Map;

/**
 * Factory that creates rows from field names and values; consecutive rows with the same names share one schema. Not
 * thread-safe.
 */
public final class RowFactory {
    private final Noun noun;
    private Row.Schema lastSchema = new Row.Schema(List.of());

    /** @param noun documented kind of the rows, or null */
    public RowFactory(Noun noun) {
        this.noun = noun;
    }

    /** Returns a factory for nested objects of a documented field. */
    public static RowFactory forNestedField(Field field) {
        return new RowFactory(nestedNoun(field));
    }

    /** Returns the noun of nested objects of a documented field: their fields, and no verbs. */
    public static Noun nestedNoun(Field field) {
        return new Noun("", field.name(), field.name(), "", null, null, "", List.of(), field.fields(), Map.of());
    }

    /**
     * Returns a row with the field names of the last row.
     *
     * @param values one value per name; the array is not copied, so the caller must not change it
     */
    public Row create(Object[] values) {
        return new Row(noun, lastSchema, values);
    }

    /** Returns a row with these names; the names must be unique. */
    public Row create(List<String> names, List<Object> values) {
        if (!names.equals(lastSchema.names())) lastSchema = new Row.Schema(names);
        return new Row(noun, lastSchema, values.toArray());
    }
}
