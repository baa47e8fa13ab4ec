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
 * A row that a call makes or changes, as the server shows it. An update whose answer was lost has happened when the row shows
 * what was sent; whoever set it, it is as it should be.
 */
final class UpdateReconciler implements Reconciler {
    private final Resource resource;
    private final Object id;
    private final String name;
    private final ApiCall call;

    /**
     * @param id  of the row that is changed, or null
     * @param name of the row that is made
     */
    UpdateReconciler(Resource resource, Object id, String name, ApiCall call) {
        this.resource = resource;
        this.id = id;
        this.name = name;
        this.call = call;
    }

    /**
     * Sends the call; an answer that does not show the row is followed by a read.
     *
     * @throws BakshException it was accepted (exit 75), and cannot be shown
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
            failure = e; // Never ends as a failure of the write: it would be done a second time.
        }
        throw new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + call.description() + " was accepted, and the answer does not show it",
                "do not do it again; " + client.server().kind() + "."
                        + resource.noun().name() + " lists what is there",
                failure);
    }

    @Override
    public Map<String, Object> captureBaseline() {
        return Map.of("key", String.valueOf(id));
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true; // The row shows it or not, whoever has set it.
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
        return Reconciler.super.describe(found) + " reads as it was sent";
    }

    /** Numbers come as texts from some servers. */
    private static String comparableText(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(UpdateReconciler::comparableText).toList().toString()
                : String.valueOf(value);
    }
}
