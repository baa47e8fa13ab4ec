package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Factory of the reconcilers for writes to one row. */
record RowReconcilers(Resource resource, Row row) {
    /** An update is done if the row has the values that were sent, even if another user has set the values. */
    Reconciler update(ApiCall call) {
        return new StateReconciler(
                target(),
                () -> previousValues(call.body()),
                () -> {
                    Row current = resource.get(resource.id(row));
                    return call.body() instanceof Map<?, ?> body && hasValues(current, body)
                            ? new ReconciledResult(current)
                            : null;
                },
                found -> found.describe() + " has the values that were sent");
    }

    /** Returns true if a row that was read after the update has the state before the update. */
    boolean isPreviousState(Row current, ApiCall call) {
        if (!(call.body() instanceof Map<?, ?> body)) return false;
        Map<Object, Object> sent = new LinkedHashMap<>(body);
        sent.keySet().removeIf(name -> !row.has(name.toString()) || !current.has(name.toString()));
        return StateComparison.isPrevious(sent, shownValues(row), shownValues(current));
    }

    /** Returns the fields of a row. A null is the value of a field that the server shows, such as an empty text. */
    private static Map<String, Object> shownValues(Row row) {
        Map<String, Object> values = row.toMap();
        values.replaceAll((name, value) -> value == null ? "" : value);
        return values;
    }

    /**
     * Returns the reconciler for a change that no read of the server can verify; records the previous values for an
     * undo.
     */
    Reconciler unverifiable(ApiCall call) {
        return Reconciler.withoutResult(() -> previousValues(call.body()));
    }

    Reconciler delete() {
        return delete(() -> {
            try {
                return resource.get(resource.id(row)).toMap();
            } catch (BakshException e) {
                return row.toMap(); // The row of the caller has the state before the delete.
            }
        });
    }

    /**
     * A delete is done if the list does not contain the row, and a read by id (if the server has this operation) does
     * not find the row: a list may be out of date, or may omit the row for a moment.
     */
    Reconciler delete(Supplier<Object> previousState) {
        return new StateReconciler(
                target(),
                previousState,
                () -> resource.findInList(resource.id(row)) == null && fetchById() == null
                        ? ReconciledResult.DELETED
                        : null,
                ReconciledResult::describe);
    }

    private Map<String, Object> target() {
        return Map.of("key", String.valueOf(resource.id(row)));
    }

    private Row fetchById() {
        Operation getOperation = resource.noun().operation("get");
        return getOperation != null && resource.client().path(getOperation).contains("{id}")
                ? resource.find(row)
                : null;
    }

    private static boolean hasValues(Row row, Map<?, ?> values) {
        return values.entrySet().stream().allMatch(entry -> {
            String name = String.valueOf(entry.getKey());
            return row.has(name) && comparableText(row.get(name)).equals(comparableText(entry.getValue()));
        });
    }

    /** Some servers return numbers as strings. */
    private static String comparableText(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(RowReconcilers::comparableText).toList().toString()
                : String.valueOf(value);
    }

    /**
     * Reads the current values of the body's fields; null without such fields. A fresh read is needed: the row of the caller
     * may be old, and a list may contain fewer fields.
     */
    private Object previousValues(Object body) {
        if (!(body instanceof Map<?, ?> fields)) return null;
        Row current = resource.get(resource.id(row));
        Map<String, Object> previousValues = new LinkedHashMap<>();
        for (Object name : fields.keySet())
            if (current.has(name.toString())) previousValues.put(name.toString(), current.get(name.toString()));
        return previousValues;
    }
}
