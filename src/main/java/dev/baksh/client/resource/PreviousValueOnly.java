package dev.baksh.client.resource;

import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.Reconciler;
import java.util.LinkedHashMap;
import java.util.Map;

/** A change of fields whose values before it can be told; whether it happened leaves nothing to look for. */
final class PreviousValueOnly implements Reconciler {
    private final Resource resource;
    private final Row row;
    private final Object body;

    /** @param body what is going to be sent: only its fields are changed */
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
    public String whyUnverifiable() {
        return NONE.whyUnverifiable();
    }

    @Override
    public Object find() {
        return NONE.find();
    }

    @Override
    public Object previousState() {
        return readPreviousValues(resource, resource.id(row), body);
    }

    /** The values that the fields of a body have now, or null. Read anew: a row in hand may be old, and a listing shows less. */
    static Object readPreviousValues(Resource resource, Object id, Object body) {
        if (!(body instanceof Map<?, ?> fields)) return null;
        Row current = resource.get(id);
        Map<String, Object> previousValues = new LinkedHashMap<>();
        for (Object name : fields.keySet())
            if (current.has(name.toString())) previousValues.put(name.toString(), current.get(name.toString()));
        return previousValues;
    }
}
