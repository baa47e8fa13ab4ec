package dev.baksh.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the rows of one listing; rows with the same field names share them. For one thread. */
public final class RowMaker {
    private final Noun noun;
    private Shape last = new Shape(List.of());

    /** @param noun the documented kind of the rows, or null */
    public RowMaker(Noun noun) {
        this.noun = noun;
    }

    /** Makes nested objects of a documented field. */
    public static RowMaker nested(Field field) {
        return new RowMaker(
                new Noun("", field.name(), field.name(), "", null, null, "", List.of(), field.fields(), Map.of()));
    }

    /** An empty list to collect a row's names in. */
    public List<String> names() {
        return new ArrayList<>(last.names().size() + 2);
    }

    /** An empty list to collect a row's values in. */
    public List<Object> values() {
        return new ArrayList<>(last.names().size() + 2);
    }

    public Row make(List<String> names, List<Object> values) {
        if (!names.equals(last.names())) last = new Shape(names);
        return new Row(noun, last, values.toArray());
    }
}
