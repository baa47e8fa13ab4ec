package dev.baksh.dsl;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.Diff;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Binder that turns rows and lists of a client into those of the DSL, and the planned rows of a dry run back into rows
 * of the client.
 */
final class RowBinder {
    private RowBinder() {}

    /** Binds the result of a call. A list is a copy, so that Groovy's {@code sort} and {@code unique} can change it. */
    static Object bindResult(ServerClient client, Object value) {
        if (value instanceof Rows.None) return value;
        return value instanceof List<?> list && !(value instanceof Rows) ? bindList(client, list) : bind(client, value);
    }

    /** Binds a value of a row; lists are unmodifiable. */
    static Object bind(ServerClient client, Object value) {
        if (value == null || value instanceof String || value instanceof Number) return value;
        if (value instanceof BoundRow || value instanceof Diff) return value;
        if (value instanceof Row row) return new BoundRow(client, row);
        if (value instanceof Rows rows) return new RowList(client, rows);
        if (value instanceof List<?> list) return Collections.unmodifiableList(bindList(client, list));
        return value;
    }

    /** Returns an argument of a script with each planned row of a dry run as the client knows the row. */
    static Object unbindPlanned(Object argument) {
        if (argument instanceof BoundRow row) return row.planned() ? row.unbound() : row;
        if (argument instanceof List<?> list && list.stream().anyMatch(BoundRow.class::isInstance))
            return list.stream().map(RowBinder::unbindPlanned).collect(Collectors.toCollection(ArrayList::new));
        return argument;
    }

    private static List<Object> bindList(ServerClient client, List<?> list) {
        List<Object> bound = new ArrayList<>(list.size());
        for (Object item : list) bound.add(bind(client, item));
        return bound;
    }
}
