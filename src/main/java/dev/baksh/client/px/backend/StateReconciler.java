package dev.baksh.client.px.backend;

import dev.baksh.client.exchange.Reconciler;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A state that was to be set has been set when it reads so, whoever set it.
 *
 * @param target   what is looked at, for the journal
 * @param previousStateSupplier gives what is about to be changed, or null
 * @param currentStateSupplier gives what reads as wanted, or null
 */
public record StateReconciler(
        Map<String, Object> target, Supplier<Object> previousStateSupplier, Supplier<Object> currentStateSupplier)
        implements Reconciler {
    /** Of something that undoing does not put back. */
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
        return true; // It reads as wanted or it does not, whatever was there before.
    }

    @Override
    public Object find() {
        return currentStateSupplier.get();
    }

    @Override
    public String describe(Object found) {
        return "it reads as wanted";
    }
}
