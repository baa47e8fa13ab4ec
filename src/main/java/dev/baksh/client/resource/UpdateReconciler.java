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
    private final Object key;
    private final String name;
    private final ApiCall call;

    /**
     * @param key  of the row that is changed, or null
     * @param name of the row that is made
     */
    UpdateReconciler(Resource resource, Object key, String name, ApiCall call) {
        this.resource = resource;
        this.key = key;
        this.name = name;
        this.call = call;
    }

    /**
     * Sends the call; an answer that does not show the row is followed by a read.
     *
     * @throws BakshException it was accepted (exit 75), and cannot be shown
     */
    Object send(Reconciler witness) {
        ServerClient client = resource.client();
        Object answer = client.exchange(resource.noun()).send(call, witness);
        Object one = answer instanceof List<?> list && list.size() == 1 ? list.get(0) : answer;
        if (one instanceof DryRunRow
                || one instanceof Row row && row.has(resource.noun().key())) return one;
        BakshException failed = null;
        try {
            List<Row> found = key != null ? List.of(resource.get(key)) : resource.findNamed(name);
            if (found.size() == 1) return found.get(0);
        } catch (BakshException e) {
            failed = e; // Never ends as a failure of the write: it would be done a second time.
        }
        throw new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + call.what() + " was accepted, and the answer does not show it",
                "do not do it again; " + client.server().kind() + "."
                        + resource.noun().name() + " lists what is there",
                failed);
    }

    @Override
    public Map<String, Object> baseline() {
        return Map.of("key", String.valueOf(key));
    }

    @Override
    public boolean recall(Map<String, Object> baseline) {
        return true; // The row shows it or not, whoever has set it.
    }

    @Override
    public Object former() {
        return PreviousValueOnly.of(resource, key, call.body());
    }

    @Override
    public Object look() {
        Row now = resource.get(key);
        if (!(call.body() instanceof Map<?, ?> body)) return null;
        for (Map.Entry<?, ?> sent : body.entrySet()) {
            String field = String.valueOf(sent.getKey());
            if (!now.has(field) || !text(now.get(field)).equals(text(sent.getValue()))) return null;
        }
        return now;
    }

    @Override
    public String words(Object found) {
        return Reconciler.super.words(found) + " reads as it was sent";
    }

    /** Numbers come as texts from some servers. */
    private static String text(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(UpdateReconciler::text).toList().toString()
                : String.valueOf(value);
    }
}
