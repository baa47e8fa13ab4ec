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
    private final Supplier<Object> former;

    DeleteReconciler(Resource resource, Row row, Supplier<Object> former) {
        this.resource = resource;
        this.row = row;
        this.former = former;
    }

    @Override
    public Map<String, Object> baseline() {
        return Map.of("key", String.valueOf(resource.key(row)));
    }

    @Override
    public boolean recall(Map<String, Object> baseline) {
        return true; // It is there or it is not, whatever was there before.
    }

    @Override
    public Object former() {
        return former.get();
    }

    @Override
    public Object look() {
        return resource.listed(resource.key(row)) == null && alone() == null ? NOTHING : null;
    }

    /** What the server says when it is asked for the row alone, or null. */
    private Row alone() {
        Operation get = resource.noun().operation("get");
        return get != null && resource.client().path(get).contains("{id}") ? resource.find(row) : null;
    }
}
