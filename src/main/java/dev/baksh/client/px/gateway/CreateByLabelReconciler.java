package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reconciler for creates that carry a unique label: finds the new object by the label. */
final class CreateByLabelReconciler implements Reconciler {
    private final Resource resource;
    private final String name;
    private final String labelName;
    private String labelValue;
    /** Time before which an object existed before the request; null if the time is not known. */
    private Instant startTime;

    /** @param serverTime time of the server's clock before the request, or null */
    CreateByLabelReconciler(Resource resource, String name, String labelName, String labelValue, Instant serverTime) {
        this.resource = resource;
        this.name = name;
        this.labelName = labelName;
        this.labelValue = labelValue;
        this.startTime = serverTime == null ? null : serverTime.minus(MAX_CLOCK_DIFFERENCE);
    }

    @Override
    public Map<String, Object> captureBaseline() {
        return Map.of("name", name, labelName, labelValue);
    }

    @Override
    public boolean identifiesOwnWrite() {
        return true;
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        if (!(baseline.get(labelName) instanceof String value)) return false;
        labelValue = value;
        startTime = null; // An earlier process has sent the request.
        return true;
    }

    @Override
    public ReconciledResult find() {
        List<Row> found = new ArrayList<>();
        boolean lacksLabel = false;
        for (Row row : resource.findByName(name)) {
            Object value = labelOf(row);
            if (labelValue.equals(value)) found.add(row);
            lacksLabel |= value == null;
        }
        if (found.isEmpty() && lacksLabel)
            throw new AmbiguousOutcomeException(
                    resource.noun().singularWithArticle()
                            + " of that name exists without a label of baksh: the server may not store labels, or another user has created it");
        if (found.size() > 1)
            throw new AmbiguousOutcomeException(
                    found.size() + " " + resource.noun().name() + " have the label " + labelValue);
        return found.isEmpty() ? null : new ReconciledResult(found.get(0));
    }

    /**
     * Returns the object that an accepted create has made, or null. An object with the label of another write, or from the time
     * before the request, is another object of the same name. A server may store no labels.
     */
    Row findCreated() {
        List<Row> unlabeled = new ArrayList<>();
        for (Row row : resource.findByName(name)) {
            Object value = labelOf(row);
            if (labelValue.equals(value)) return row;
            boolean isOlder = startTime != null
                    && row.valueOrNull("create_time") instanceof Instant created
                    && created.isBefore(startTime);
            if (value == null && !isOlder) unlabeled.add(row);
        }
        return Resource.onlyRow(unlabeled);
    }

    private Object labelOf(Row row) {
        return row.valueOrNull("labels") instanceof Row labels ? labels.scalarOrNull(labelName) : null;
    }
}
