package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.RecoveryStatusCode;
import dev.baksh.sandbox.server.CsvResponse;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Recoveries of one cloud (n2ws-api 2.6 and 2.8). The status is P until the clock reaches the end time. */
public final class N2wsRecoveries {
    private record RunningRecovery(Instant endsAt, String statusCode, int id) {}

    private final RowTable table = new RowTable();
    private final ListQuery listQuery;
    private final N2wsBehavior behavior;
    private final Clock clock;
    private final List<RunningRecovery> running = new ArrayList<>();

    N2wsRecoveries(N2wsBehavior behavior, Clock clock) {
        this.behavior = behavior;
        this.clock = clock;
        // Known: the filter recovery_scenario_record. Assumption: the field with the same name.
        listQuery = new ListQuery(
                table, Set.of("user", "policy", "status", "recovery_scenario_record"), List.of(), behavior);
    }

    /**
     * Registers the routes.
     *
     * @param routeAdder adds a path of this cloud
     */
    void registerRoutes(N2wsRoutes routes, N2wsRoutes.RouteAdder routeAdder) {
        routeAdder.add(
                "GET",
                "recoveries/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
        routeAdder.add("GET", "recoveries/{id}/", (request, caller, pathVariables) -> {
            return ServerResponse.json(200, caller.findVisible(table, pathVariables.get("id")));
        });
        routeAdder.add(
                "GET",
                "recoveries/{id}/logs/",
                (request, caller, pathVariables) -> logFile(caller.findVisible(table, pathVariables.get("id"))));
        routes.producesCsv("recoveries/{id}/logs/");
    }

    public RowTable table() {
        return table;
    }

    /**
     * Starts a recovery.
     *
     * @param resource id of the recovered resource, for the log
     * @param scenario record of the scenario run that the recovery belongs to, or null
     */
    ObjectNode start(ObjectNode backup, String type, String resource, ObjectNode scenario) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode row = newRow(backup, type, resource, now);
        if (scenario != null) {
            row.set("recovery_scenario_id", scenario.get("recovery_scenario_id"));
            row.set("recovery_scenario_record", scenario.get("id"));
        }
        table.put(row.put("status", RecoveryStatusCode.IN_PROGRESS));
        String statusCode = RecoveryStatusCode.of(behavior.pollRecoveryResult());
        if (statusCode != null) {
            Instant endsAt = clock.instant().plus(behavior.backupDuration());
            running.add(new RunningRecovery(endsAt, statusCode, row.path("id").intValue()));
        }
        return row;
    }

    /** Adds a past recovery. */
    void seed(ObjectNode backup, String type, String resource, Instant time) {
        table.put(newRow(backup, type, resource, time).put("status", RecoveryStatusCode.SUCCESS));
    }

    /** Returns a row with the fields of n2ws-api 2.6. Assumption: the name of the target and {@code user}. */
    private ObjectNode newRow(ObjectNode backup, String type, String resource, Instant time) {
        ObjectNode row = JsonTrees.object()
                .put("id", table.nextId())
                .put("recovery_time", time.toString())
                .put("recovery_type", type)
                .put("resource", resource);
        row.set("backup_time", backup.path("start_time"));
        row.set("policy", backup.path("policy"));
        row.set("user", backup.path("user"));
        return row.putNull("recovery_scenario_id").putNull("recovery_scenario_record");
    }

    /** Updates all rows to the current time. Called before each request. */
    public void updateStatuses() {
        Instant now = clock.instant();
        running.removeIf(recovery -> {
            if (recovery.endsAt.isAfter(now)) return false;
            ObjectNode row = table.row(recovery.id).deepCopy();
            table.put(row.put("status", recovery.statusCode));
            return true;
        });
    }

    private static ServerResponse logFile(ObjectNode row) {
        String id = row.path("id").asText();
        String time = row.path("recovery_time").asText();
        CsvResponse csv = new CsvResponse("recovery_" + id + "_log.csv", "time", "level", "message");
        csv.addRow(time, "Info", "Recovery of " + row.path("resource").asText() + " started");
        String status = row.path("status").asText();
        if (status.equals(RecoveryStatusCode.SUCCESS)) csv.addRow(time, "Info", "Recovery completed successfully");
        else if (!status.equals(RecoveryStatusCode.IN_PROGRESS))
            csv.addRow(time, "Error", "Recovery failed, no capacity");
        return csv.toResponse();
    }
}
