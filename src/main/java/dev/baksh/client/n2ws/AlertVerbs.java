package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.util.Map;
import java.util.TreeMap;

/** Alerts counted for a monitor. */
final class AlertVerbs {
    private final ServerClient client;

    AlertVerbs(ServerClient client) {
        this.client = client;
    }

    /** How many there are of each severity; those without one under {@code unknown}, so that none gets lost. */
    Map<String, Integer> countBySeverity(Invocation invocation) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Row row : client.resource("alerts").list(invocation.requireNoArgs().namedArgs())) {
            Object severity = row.get("severity");
            counts.merge(severity == null ? "unknown" : severity.toString(), 1, Integer::sum);
        }
        return counts;
    }
}
