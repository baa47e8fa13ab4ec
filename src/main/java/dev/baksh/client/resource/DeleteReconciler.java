package dev.baksh.client.resource;

import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.Reconciler;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reconciler for deletes. A delete is done when the list does not contain the row and a read by id, if the server has
 * that operation, does not find it either: a list may be older than the row, or omit the row for a moment.
 */
final class DeleteReconciler implements Reconciler {
    private final Resource resource;
    private final Row row;
    private final Supplier<Object> previousStateSupplier;

    DeleteReconciler(Resource resource, Row row, Supplier<Object> previousStateSupplier) {
        this.resource = resource;
        this.row = row;
        this.previousStateSupplier = previousStateSupplier;
    }

    @Override
    public Map<String, Object> captureBaseline() {
        return Map.of("key", String.valueOf(resource.id(row)));
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true; // The check needs no baseline: the row exists or not.
    }

    @Override
    public Object previousState() {
        return previousStateSupplier.get();
    }

    @Override
    public Object find() {
        return resource.findInList(resource.id(row)) == null && fetchById() == null ? EMPTY_RESULT : null;
    }

    /** Returns the row from a read by id, or null. */
    private Row fetchById() {
        Operation getOperation = resource.noun().operation("get");
        return getOperation != null && resource.client().path(getOperation).contains("{id}")
                ? resource.find(row)
                : null;
    }
}
