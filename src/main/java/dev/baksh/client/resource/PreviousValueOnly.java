package dev.baksh.client.resource;

import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.Reconciler;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reconciler that records the previous values of the changed fields. It cannot find out whether the change happened.
 */
final class PreviousValueOnly implements Reconciler {
    private final Resource resource;
    private final Row row;
    private final Object body;

    /** @param body request body; only its fields change */
    PreviousValueOnly(Resource resource, Row row, Object body) {
        this.resource = resource;
        this.row = row;
        this.body = body;
    }

    @Override
    public Map<String, Object> captureBaseline() {
        return NONE.captureBaseline();
    }

    @Override
    public String unverifiableReason() {
        return NONE.unverifiableReason();
    }

    @Override
    public Object find() {
        return NONE.find();
    }

    @Override
    public Object previousState() {
        return readPreviousValues(resource, resource.id(row), body);
    }

    /**
     * Reads the current values of the body's fields; null if the row cannot be read. A fresh read is needed: the row
     * of the caller may be old, and a list may contain fewer fields.
     */
    static Object readPreviousValues(Resource resource, Object id, Object body) {
        if (!(body instanceof Map<?, ?> fields)) return null;
        Row current = resource.get(id);
        Map<String, Object> previousValues = new LinkedHashMap<>();
        for (Object name : fields.keySet())
            if (current.has(name.toString())) previousValues.put(name.toString(), current.get(name.toString()));
        return previousValues;
    }
}
