package dev.baksh.client.px.backend;

import dev.baksh.client.exchange.Reconciler;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A state that was to be set has been set when it reads so, whoever set it.
 *
 * @param of   what is looked at, for the journal
 * @param before gives what is about to be changed, or null
 * @param now gives what reads as wanted, or null
 */
public record StateReconciler(Map<String, Object> of, Supplier<Object> before, Supplier<Object> now)
        implements Reconciler {
    /** Of something that undoing does not put back. */
    StateReconciler(Map<String, Object> of, Supplier<Object> now) {
        this(of, () -> null, now);
    }

    @Override
    public Object former() {
        return before.get();
    }

    @Override
    public Map<String, Object> baseline() {
        return of;
    }

    @Override
    public boolean recall(Map<String, Object> baseline) {
        return true; // It reads as wanted or it does not, whatever was there before.
    }

    @Override
    public Object look() {
        return now.get();
    }

    @Override
    public String words(Object found) {
        return "it reads as wanted";
    }
}
