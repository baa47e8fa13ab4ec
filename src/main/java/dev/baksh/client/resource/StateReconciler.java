package dev.baksh.client.resource;

import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reconciler for writes that set a state: the write is done if the object has the desired state, even if another user
 * has set the state.
 *
 * @param target object of the write, for the journal; the lookup needs no other baseline
 * @param precondition runs immediately before the write; throws if the write must not be sent
 * @param previousStateSupplier returns the state before the write, or null
 * @param lookup returns the object if it has the desired state, {@link ReconciledResult#DELETED} if it is deleted as
 *     desired,     or null
 * @param description describes the result of the lookup
 */
public record StateReconciler(
        Map<String, Object> target,
        Runnable precondition,
        Supplier<Object> previousStateSupplier,
        Supplier<ReconciledResult> lookup,
        Function<ReconciledResult, String> description)
        implements Reconciler {
    /** Creates a reconciler without a precondition, and with a general description of the result. */
    public StateReconciler(
            Map<String, Object> target, Supplier<Object> previousStateSupplier, Supplier<ReconciledResult> lookup) {
        this(target, () -> {}, previousStateSupplier, lookup, found -> "the object has the desired state");
    }

    /** Creates a reconciler without a precondition. */
    public StateReconciler(
            Map<String, Object> target,
            Supplier<Object> previousStateSupplier,
            Supplier<ReconciledResult> lookup,
            Function<ReconciledResult, String> description) {
        this(target, () -> {}, previousStateSupplier, lookup, description);
    }

    /** Returns a reconciler that checks a precondition immediately before the write. */
    public StateReconciler withPrecondition(Runnable newPrecondition) {
        return new StateReconciler(target, newPrecondition, previousStateSupplier, lookup, description);
    }

    @Override
    public Object previousState() {
        return previousStateSupplier.get();
    }

    @Override
    public void checkPrecondition() {
        precondition.run();
    }

    @Override
    public Map<String, Object> captureBaseline() {
        checkPrecondition();
        return target;
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true;
    }

    @Override
    public ReconciledResult find() {
        return lookup.get();
    }

    @Override
    public String describe(ReconciledResult found) {
        return description.apply(found);
    }
}
