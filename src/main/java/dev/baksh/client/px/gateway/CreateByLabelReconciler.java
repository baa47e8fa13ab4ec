package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A create whose answer was lost is found by a label that nothing else bears. */
final class CreateByLabelReconciler implements Reconciler {
    private final Resource resource;
    private final String name;
    private final String label;
    private String tag;

    CreateByLabelReconciler(Resource resource, String name, String label, String tag) {
        this.resource = resource;
        this.name = name;
        this.label = label;
        this.tag = tag;
    }

    @Override
    public Map<String, Object> baseline() {
        return Map.of("name", name, label, tag);
    }

    @Override
    public boolean own() {
        return true;
    }

    @Override
    public boolean recall(Map<String, Object> baseline) {
        if (!(baseline.get(label) instanceof String text)) return false;
        tag = text;
        return true;
    }

    @Override
    public Object look() {
        List<Row> found = new ArrayList<>(resource.findNamed(name));
        found.removeIf(row -> !(row.known().contains("labels")
                && row.get("labels") instanceof Row labels
                && labels.has(label)
                && tag.equals(labels.get(label))));
        if (found.size() > 1)
            throw new AmbiguousOutcomeException(
                    found.size() + " " + resource.noun().name() + " bear the label " + tag);
        return found.isEmpty() ? null : found.get(0);
    }
}
