package dev.baksh.client.api;

import java.util.List;
import java.util.Map;

/** Makes the rows of one listing; rows with the same field names share them. For one thread. */
public final class RowFactory {
    private final Noun noun;
    private RowSchema lastSchema = new RowSchema(List.of());

    /** @param noun the documented kind of the rows, or null */
    public RowFactory(Noun noun) {
        this.noun = noun;
    }

    /** Makes nested objects of a documented field. */
    public static RowFactory forNestedField(Field field) {
        return new RowFactory(
                new Noun("", field.name(), field.name(), "", null, null, "", List.of(), field.fields(), Map.of()));
    }

    /** The names of the row made last, in their order: most rows of a listing have the same. */
    public List<String> names() {
        return lastSchema.names();
    }

    /**
     * A row with the names of the last.
     *
     * @param values one for each name; kept, so not to be changed any more
     */
    public Row create(Object[] values) {
        return new Row(noun, lastSchema, values);
    }

    /** A row with these names, no two of them the same. */
    public Row create(List<String> names, List<Object> values) {
        if (!names.equals(lastSchema.names())) lastSchema = new RowSchema(names);
        return new Row(noun, lastSchema, values.toArray());
    }
}
