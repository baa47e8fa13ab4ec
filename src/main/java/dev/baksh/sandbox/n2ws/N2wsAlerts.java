package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Route of alerts: one system alert, and one alert for each policy whose last ended backup failed. The next success removes
 * the alert of the policy. The path and these events are known; all fields are an assumption.
 */
record N2wsAlerts(RowTable backups, Instant startTime) {
    void registerRoutes(N2wsRoutes routes) {
        routes.get(
                "alerts/", call -> new ListQuery(currentAlerts(), Set.of("severity", "user"), "message").respond(call));
    }

    private RowTable currentAlerts() {
        Map<Integer, ObjectNode> lastEnded = new LinkedHashMap<>();
        backups.rows()
                .filter(backup -> !backup.path("end_time").isNull())
                .forEach(backup -> lastEnded.put(backup.path("policy").intValue(), backup));
        RowTable alerts = new RowTable();
        String yesterday = startTime.minus(Duration.ofDays(1)).toString();
        alerts.put(newAlert(1, "info", N2wsUsers.ROOT, "The license ends in 30 days", yesterday));
        lastEnded.forEach((policy, backup) -> {
            if (!backup.path("status").asText().equals(BackupStatusCode.FAILED)) return;
            String message = "Backup of policy " + backup.path("name").asText() + " failed";
            String time = backup.path("end_time").asText();
            // The id is stable during the lifetime of an alert.
            int id = 1 + policy;
            alerts.put(newAlert(id, "alert", backup.path("user").intValue(), message, time)
                    .put("policy", policy));
        });
        return alerts;
    }

    private static ObjectNode newAlert(int id, String severity, int ownerId, String message, String time) {
        return JsonTrees.object()
                .put("id", id)
                .put("severity", severity)
                .put("message", message)
                .put("user", ownerId)
                .put("time", time);
    }
}
