package dev.baksh.client.resource;

import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reconciler for creates: finds the new row by its name, if no row had that name before the request. */
public final class CreateReconciler implements Reconciler {
    private final Resource resource;
    private final String name;
    private final Function<Row, String> mismatchReason;
    private boolean nameExistedBefore;

    /** @param mismatchReason returns the reason why a row with the name is not the new row, or null if it is */
    public CreateReconciler(Resource resource, String name, Function<Row, String> mismatchReason) {
        this.resource = resource;
        this.name = name;
        this.mismatchReason = mismatchReason;
    }

    @Override
    public Map<String, Object> captureBaseline() {
        nameExistedBefore = !resource.findByName(name).isEmpty();
        return Map.of("name", name, "taken", nameExistedBefore);
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        nameExistedBefore = Boolean.TRUE.equals(baseline.get("taken"));
        return baseline.containsKey("taken");
    }

    @Override
    public String unverifiableReason() {
        return nameExistedBefore ? "the name existed before" : null;
    }

    /**
     * Returns the new row after the server has accepted the create, or null if the server does not show one row.
     *
     * @throws AmbiguousOutcomeException the name existed before, so that the row may be the earlier one
     */
    public Row findCreated() {
        if (nameExistedBefore) throw new AmbiguousOutcomeException(unverifiableReason());
        return Resource.onlyRow(resource.findByName(name));
    }

    @Override
    public ReconciledResult find() {
        List<Row> found = resource.findByName(name);
        if (found.size() > 1)
            throw new AmbiguousOutcomeException(
                    found.size() + " " + resource.noun().name() + " of that name exist now");
        if (found.isEmpty()) return null;
        String reason = mismatchReason.apply(found.get(0));
        if (reason == null) return new ReconciledResult(found.get(0));
        throw new AmbiguousOutcomeException(
                resource.noun().singularWithArticle() + " of that name exists now, and " + reason);
    }
}
