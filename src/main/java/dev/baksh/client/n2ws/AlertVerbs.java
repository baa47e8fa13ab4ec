package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.util.Map;
import java.util.TreeMap;

/** Verbs that count alerts for a monitoring system. */
final class AlertVerbs {
    private final ServerClient client;

    AlertVerbs(ServerClient client) {
        this.client = client;
    }

    /** Returns the number of alerts by severity. Alerts without a severity count as {@code unknown}. */
    Map<String, Integer> countBySeverity(Invocation invocation) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Row row : client.resource("alerts").list(invocation.requireNoArgs().namedArgs())) {
            Object severity = row.get("severity");
            counts.merge(severity == null ? "unknown" : severity.toString(), 1, Integer::sum);
        }
        return counts;
    }
}
