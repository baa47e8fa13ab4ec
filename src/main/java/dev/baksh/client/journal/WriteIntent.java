package dev.baksh.client.journal;

import dev.baksh.client.api.Effect;
import java.util.Map;

/**
 * A write that is about to be sent. The journal redacts every text of it.
 *
 * @param run      the run it belongs to, or null
 * @param server   the server's configured name
 * @param description     what a person would call it, {@link dev.baksh.client.api.ApiCall#what()}
 * @param method   HTTP method
 * @param path     relative to the server's base
 * @param effect   what it does
 * @param body     the text that will be sent, exactly, or null; the journal keeps its SHA-256 and a redacted form
 * @param baseline what was seen before and lets a lost answer be reconciled: highest id, last ids; or null
 * @param runLine     of the same intent in the journal of its run; 0 where no run is kept
 */
public record WriteIntent(
        String run,
        String server,
        String description,
        String method,
        String path,
        Effect effect,
        String body,
        Map<String, ?> baseline,
        long runLine) {

    /** Of no run that is kept. */
    public WriteIntent(
            String run,
            String server,
            String description,
            String method,
            String path,
            Effect effect,
            String body,
            Map<String, ?> baseline) {
        this(run, server, description, method, path, effect, body, baseline, 0);
    }

    /** The same as it stands at this line of its run's journal. */
    public WriteIntent withRunLine(long line) {
        return new WriteIntent(run, server, description, method, path, effect, body, baseline, line);
    }
}
