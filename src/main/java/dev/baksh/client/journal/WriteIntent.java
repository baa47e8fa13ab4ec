package dev.baksh.client.journal;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Effect;
import java.util.Map;

/**
 * Write that is about to be sent. The journal redacts every string of the write.
 *
 * @param run id of the run, or null
 * @param server configured name of the server
 * @param description name of the write for the user, {@link dev.baksh.client.api.ApiCall#description()}
 * @param method HTTP method
 * @param path path and query, from the root of the server
 * @param effect effect on the server
 * @param body exact text to send, or null; the journal stores its SHA-256 and a redacted form
 * @param baseline state before the write that lets baksh reconcile a lost response: highest id, last ids; or null
 * @param target changed object, or null for a raw request
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
        ApiCall.Target target) {
    /** Full name of the operation without the object: {@code n2ws.policies.backup}. */
    String operation() {
        return operation(description);
    }

    static String operation(String description) {
        return description.split(" ", 2)[0];
    }
}
