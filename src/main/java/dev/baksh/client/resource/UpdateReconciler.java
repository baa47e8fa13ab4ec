package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.Reconciler;
import java.util.List;
import java.util.Map;

/**
 * Reconciler for updates, and sender of writes that return the row. An update with a lost response is done when the
 * row has the values that were sent; the author of the values does not matter.
 */
final class UpdateReconciler implements Reconciler {
    private final Resource resource;
    private final Object id;
    private final String name;
    private final ApiCall call;

    /**
     * @param id  id of the row to change, or null for a create
     * @param name name of the row to create
     */
    UpdateReconciler(Resource resource, Object id, String name, ApiCall call) {
        this.resource = resource;
        this.id = id;
        this.name = name;
        this.call = call;
    }

    /**
     * Sends the request. If the response does not contain the row, reads the row.
     *
     * @throws BakshException the server accepted the write, and the row cannot be read (exit 75)
     */
    Object sendAndRead(Reconciler reconciler) {
        ServerClient client = resource.client();
        Object response = client.executorFor(resource.noun()).send(call, reconciler);
        Object result = response instanceof List<?> list && list.size() == 1 ? list.get(0) : response;
        if (result instanceof DryRunRow
                || result instanceof Row row && row.has(resource.noun().key())) return result;
        BakshException failure = null;
        try {
            List<Row> found = id != null ? List.of(resource.get(id)) : resource.findByName(name);
            if (found.size() == 1) return found.get(0);
        } catch (BakshException e) {
            failure = e; // The write has happened: a failure here must not make the caller repeat the write.
        }
        throw new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + call.description()
                        + " was accepted, but the response does not contain it",
                "do not repeat it; " + client.server().kind() + "."
                        + resource.noun().name() + " lists the current rows",
                failure);
    }

    @Override
    public Map<String, Object> captureBaseline() {
        return Map.of("key", String.valueOf(id));
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true; // The check needs no baseline: the row has the values or not.
    }

    @Override
    public Object previousState() {
        return PreviousValueOnly.readPreviousValues(resource, id, call.body());
    }

    @Override
    public Object find() {
        Row current = resource.get(id);
        if (!(call.body() instanceof Map<?, ?> body)) return null;
        for (Map.Entry<?, ?> entry : body.entrySet()) {
            String fieldName = String.valueOf(entry.getKey());
            if (!current.has(fieldName)
                    || !comparableText(current.get(fieldName)).equals(comparableText(entry.getValue()))) return null;
        }
        return current;
    }

    @Override
    public String describe(Object found) {
        return Reconciler.super.describe(found) + " has the values that were sent";
    }

    /** Some servers return numbers as strings. */
    private static String comparableText(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(UpdateReconciler::comparableText).toList().toString()
                : String.valueOf(value);
    }
}
