package dev.baksh.client.px.backend;

import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.ConcurrentChangeException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reconciler of an update of a role, which replaces all rules on the server: the role is read again immediately before the
 * write, so that a change by another user is not overwritten.
 *
 * @param name name of the role
 * @param previous the role from which the request was made
 * @param desired the values that the update sets
 * @param lookup reads the role
 * @param updatedPart selects the values of a role that the update sets
 */
record RoleUpdateReconciler(
        String name,
        Row previous,
        Map<String, Object> desired,
        Supplier<Row> lookup,
        Function<Row, Map<String, Object>> updatedPart)
        implements Reconciler {
    @Override
    public Object previousState() {
        return Row.of("description", previous.get("description"), "rules", previous.get("rules"))
                .toMap();
    }

    /** @throws ConcurrentChangeException the role has other values than the request was made from */
    @Override
    public Map<String, Object> captureBaseline() {
        if (!isUnchanged(lookup.get())) throw new ConcurrentChangeException("role \"" + name + "\"");
        return Map.of("name", name);
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true;
    }

    /** @throws AmbiguousOutcomeException the role has other values than before, and other values than the update sets */
    @Override
    public ReconciledResult find() {
        Row found = lookup.get();
        if (updatedPart.apply(found).equals(desired)) return new ReconciledResult(found);
        if (isUnchanged(found)) return null;
        throw new AmbiguousOutcomeException("another user has changed role \"" + name + "\" since");
    }

    private boolean isUnchanged(Row role) {
        return RoleVerbs.toComparable(role).equals(RoleVerbs.toComparable(previous))
                && Objects.equals(role.valueOrNull("role_id"), previous.valueOrNull("role_id"));
    }

    @Override
    public String describe(ReconciledResult found) {
        return "it has the desired state";
    }
}
