package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Alerts: one system alert, and one for each policy whose last ended backup failed. The next success removes the alert
 * of the policy. The path and these events are known; all fields are an assumption.
 */
final class N2wsAlerts {
    private final RowTable backups;
    private final N2wsBehavior behavior;
    private final Instant startTime;

    N2wsAlerts(RowTable backups, N2wsBehavior behavior, Instant startTime) {
        this.backups = backups;
        this.behavior = behavior;
        this.startTime = startTime.truncatedTo(ChronoUnit.SECONDS);
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.add("GET", "alerts/", (request, caller, pathVariables) -> {
            return new ListQuery(currentAlerts(), Set.of("severity", "user"), List.of("message"), behavior)
                    .respond(request, caller, caller::canSee);
        });
    }

    private RowTable currentAlerts() {
        Map<Integer, ObjectNode> lastEnded = new LinkedHashMap<>();
        for (int id : backups.ids()) {
            ObjectNode backup = backups.row(id);
            if (!backup.path("end_time").isNull())
                lastEnded.put(backup.path("policy").intValue(), backup);
        }
        RowTable alerts = new RowTable();
        alerts.put(newAlert(
                1, "info", N2wsUsers.ROOT, "The license ends in 30 days", startTime.minus(Duration.ofDays(1))));
        lastEnded.forEach((policy, backup) -> {
            if (!backup.path("status").asText().equals(BackupStatusCode.FAILED)) return;
            Instant time = Instant.parse(backup.path("end_time").asText());
            String message = "Backup of policy " + backup.path("name").asText() + " failed";
            // The id is stable during the lifetime of an alert.
            int id = 1 + policy;
            alerts.put(newAlert(id, "alert", backup.path("user").intValue(), message, time)
                    .put("policy", policy));
        });
        return alerts;
    }

    private static ObjectNode newAlert(int id, String severity, int ownerId, String message, Instant time) {
        return JsonTrees.object()
                .put("id", id)
                .put("severity", severity)
                .put("message", message)
                .put("user", ownerId)
                .put("time", time.toString());
    }
}
