package dev.baksh.client.resource;

import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.Reconciler;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A delete whose answer was lost. It has happened when the list does not hold the row, and the server does not know it
 * either when it is asked for it alone, where it can be: a list may be older than the row, or lack it for a moment.
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
        return true; // It is there or it is not, whatever was there before.
    }

    @Override
    public Object previousState() {
        return previousStateSupplier.get();
    }

    @Override
    public Object find() {
        return resource.findInList(resource.id(row)) == null && fetchById() == null ? EMPTY_RESULT : null;
    }

    /** What the server says when it is asked for the row alone, or null. */
    private Row fetchById() {
        Operation getOperation = resource.noun().operation("get");
        return getOperation != null && resource.client().path(getOperation).contains("{id}")
                ? resource.find(row)
                : null;
    }
}
