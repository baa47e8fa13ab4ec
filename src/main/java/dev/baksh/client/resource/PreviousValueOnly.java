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
    public Map<String, Object> baseline() {
        return NONE.baseline();
    }

    @Override
    public String doubt() {
        return NONE.doubt();
    }

    @Override
    public Object look() {
        return NONE.look();
    }

    @Override
    public Object former() {
        return of(resource, resource.key(row), body);
    }

    /** The values that the fields of a body have now, or null. Read anew: a row in hand may be old, and a listing shows less. */
    static Object of(Resource resource, Object key, Object body) {
        if (!(body instanceof Map<?, ?> fields)) return null;
        Row now = resource.get(key);
        Map<String, Object> former = new LinkedHashMap<>();
        for (Object name : fields.keySet())
            if (now.has(name.toString())) former.put(name.toString(), now.get(name.toString()));
        return former;
    }
}
