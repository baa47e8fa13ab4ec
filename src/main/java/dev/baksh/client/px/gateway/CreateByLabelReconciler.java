package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reconciler for creates that carry a unique label: finds the new object by the label. */
final class CreateByLabelReconciler implements Reconciler {
    private final Resource resource;
    private final String name;
    private final String labelName;
    private String labelValue;

    CreateByLabelReconciler(Resource resource, String name, String labelName, String labelValue) {
        this.resource = resource;
        this.name = name;
        this.labelName = labelName;
        this.labelValue = labelValue;
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
        return true;
    }

    @Override
    public ReconciledResult find() {
        List<Row> found = new ArrayList<>();
        boolean lacksLabel = false;
        for (Row row : resource.findByName(name)) {
            Object value = row.valueOrNull("labels") instanceof Row labels ? labels.valueOrNull(labelName) : null;
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
}
