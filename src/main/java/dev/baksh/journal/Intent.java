package dev.baksh.journal;

import dev.baksh.api.Effect;
import java.util.Map;

/**
 * A write that is about to be sent. The journal redacts every text of it.
 *
 * @param run      the run it belongs to, or null
 * @param server   the server's configured name
 * @param what     what a person would call it, {@link dev.baksh.api.Call#what()}
 * @param method   HTTP method
 * @param path     relative to the server's base
 * @param effect   what it does
 * @param body     the text that will be sent, exactly, or null; the journal keeps its SHA-256 and a redacted form
 * @param baseline what was seen before and lets a lost answer be reconciled: highest id, last ids; or null
 */
public record Intent(
        String run,
        String server,
        String what,
        String method,
        String path,
        Effect effect,
        String body,
        Map<String, ?> baseline) {}
