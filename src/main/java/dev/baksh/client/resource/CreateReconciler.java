package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reconciler for creates: finds the new row by its name. After a lost response no row may have had that name before the request;
 * after an accepted request the new row has another id than the rows before.
 */
public final class CreateReconciler implements Reconciler {
    private final Resource resource;
    private final String name;
    private final Function<Row, String> mismatchReason;
    private boolean nameExistedBefore;
    /** Ids of the rows that had the name before the request; empty in the baseline of an older version. */
    private List<String> idsBefore = List.of();

    /**
     * Creates a reconciler for which a row with another number or flag than the request is not the new row: a server may change a
     * text or a list in its own way, and show a reference as an object.
     */
    public CreateReconciler(Resource resource, String name, ApiCall call) {
        this(resource, name, row -> differingValue(row, call.body()));
    }

    /** @param mismatchReason returns the reason why a row with the name is not the new row, or null if it is */
    public CreateReconciler(Resource resource, String name, Function<Row, String> mismatchReason) {
        this.resource = resource;
        this.name = name;
        this.mismatchReason = mismatchReason;
    }

    @Override
    public Map<String, Object> captureBaseline() {
        idsBefore = resource.findByName(name).stream().map(this::idText).toList();
        nameExistedBefore = !idsBefore.isEmpty();
        return Map.of("name", name, "taken", nameExistedBefore, "ids", idsBefore);
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        nameExistedBefore = Boolean.TRUE.equals(baseline.get("taken"));
        idsBefore = baseline.get("ids") instanceof List<?> ids
                ? ids.stream().map(String::valueOf).toList()
                : List.of();
        return baseline.containsKey("taken");
    }

    @Override
    public String unverifiableReason() {
        return nameExistedBefore ? "the name existed before" : null;
    }

    /**
     * Returns the new row after the server has accepted the create, or null if the server does not show one new row. A list from
     * a cache may still show a deleted row of that name.
     *
     * @throws AmbiguousOutcomeException the name existed before, and the ids of its rows are not known
     */
    public Row findCreated() {
        if (nameExistedBefore && idsBefore.isEmpty()) throw new AmbiguousOutcomeException(unverifiableReason());
        return Resource.onlyRow(resource.findByName(name).stream()
                .filter(row -> !idsBefore.contains(idText(row)))
                .toList());
    }

    private String idText(Row row) {
        return String.valueOf(row.valueOrNull(resource.noun().key()));
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

    /** Returns the first number or flag of a request that a row shows with another value, as text for the user; or null. */
    private static String differingValue(Row row, Object body) {
        if (!(body instanceof Map<?, ?> sent)) return null;
        for (Map.Entry<?, ?> field : sent.entrySet()) {
            String name = String.valueOf(field.getKey());
            Object value = row.valueOrNull(name);
            Object shown = value instanceof Row reference ? reference.scalarOrNull("id") : value;
            if (!SecretNames.isSecret(name) && isDifferent(shown, field.getValue()))
                return "differs: " + name + ": " + field.getValue() + " -> " + shown;
        }
        return null;
    }

    /** Returns true for two flags or two numbers with different values; a number may be shown as text. */
    private static boolean isDifferent(Object shown, Object sent) {
        if (sent instanceof Boolean) return shown instanceof Boolean && !shown.equals(sent);
        return sent instanceof Number
                && String.valueOf(shown).matches("-?\\d{1,18}(\\.\\d{1,9})?")
                && new BigDecimal(shown.toString()).compareTo(new BigDecimal(sent.toString())) != 0;
    }
}
