package dev.baksh.client.px.backend;

import dev.baksh.client.exchange.Reconciler;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reconciler for writes that set a state: the write is done when the object has the desired state, whoever set it.
 *
 * @param target   object of the write, for the journal
 * @param previousStateSupplier returns the state before the write, or null
 * @param currentStateSupplier returns the object if it has the desired state, or null
 */
public record StateReconciler(
        Map<String, Object> target, Supplier<Object> previousStateSupplier, Supplier<Object> currentStateSupplier)
        implements Reconciler {
    /** Reconciler for a write that undo does not revert. */
    StateReconciler(Map<String, Object> target, Supplier<Object> currentStateSupplier) {
        this(target, () -> null, currentStateSupplier);
    }

    @Override
    public Object previousState() {
        return previousStateSupplier.get();
    }

    @Override
    public Map<String, Object> captureBaseline() {
        return target;
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true; // The check needs no baseline: the object has the state or not.
    }

    @Override
    public Object find() {
        return currentStateSupplier.get();
    }

    @Override
    public String describe(Object found) {
        return "it has the desired state";
    }
}
