package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.RecoveryStatusCode;
import dev.baksh.sandbox.server.CsvFileBuilder;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Instant;
import java.util.Set;

/**
 * Store and routes of the recoveries of one cloud (n2ws-api 2.6 and 2.8). The status is P until the clock reaches the
 * end time.
 */
final class N2wsRecoveries {
    private final RowTable table = new RowTable();
    private final N2wsBehavior behavior;

    N2wsRecoveries(N2wsBehavior behavior) {
        this.behavior = behavior;
    }

    /** @param routes routes of this cloud */
    void registerRoutes(N2wsRoutes routes) {
        // Known: the filter recovery_scenario_record. Assumption: the field with the same name.
        Set<String> filterFields = Set.of("user", "policy", "status", "recovery_scenario_record");
        routes.getRows("recoveries/", new ListQuery(table, filterFields))
                .getFile("text/csv", "recoveries/{id}/logs/", call -> logFile(call.row(table)));
    }

    RowTable table() {
        return table;
    }

    /**
     * Starts a recovery.
     *
     * @param resource id of the recovered resource, for the log
     * @param scenario record of the scenario run that the recovery belongs to, or null
     */
    ObjectNode start(ObjectNode backup, String type, String resource, ObjectNode scenario) {
        ObjectNode row = newRow(backup, type, resource, behavior.now());
        if (scenario != null) {
            row.set("recovery_scenario_id", scenario.get("recovery_scenario_id"));
            row.set("recovery_scenario_record", scenario.get("id"));
        }
        run(table, row, behavior.recoveryResults.poll(), behavior);
        return row;
    }

    /**
     * Adds a row in progress, whose status changes at the end time.
     *
     * @param result result of the run, or null for success
     */
    static void run(RowTable table, ObjectNode row, String result, N2wsBehavior behavior) {
        table.put(row.put("status", RecoveryStatusCode.IN_PROGRESS));
        String status = RecoveryStatusCode.of(result == null ? N2wsBehavior.SUCCESS : result);
        Instant end = behavior.options.clock.instant().plus(behavior.backupDuration);
        if (status != null)
            behavior.changeAt(end, () -> table.put(row.deepCopy().put("status", status)));
    }

    /** Adds a past recovery. */
    void seed(ObjectNode backup, String type, String resource, Instant time) {
        table.put(newRow(backup, type, resource, time).put("status", RecoveryStatusCode.SUCCESS));
    }

    /** Returns a row with the fields of n2ws-api 2.6. Assumption: the field names {@code resource} and {@code user}. */
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

    private static ServerResponse logFile(ObjectNode row) {
        String start = "Recovery of " + row.path("resource").asText() + " started";
        String name = "recovery_" + row.path("id").asText();
        return logFile(
                name, row, "recovery_time", start, "Recovery completed successfully", "Recovery failed, no capacity");
    }

    /** Returns the log of a recovery or a scenario run. */
    static ServerResponse logFile(
            String name, ObjectNode row, String timeField, String start, String success, String failure) {
        String time = row.path(timeField).asText();
        CsvFileBuilder csv = new CsvFileBuilder(name + "_log.csv", "time", "level", "message");
        csv.addRow(time, "Info", start);
        String status = row.path("status").asText();
        if (status.equals(RecoveryStatusCode.SUCCESS)) csv.addRow(time, "Info", success);
        else if (!status.equals(RecoveryStatusCode.IN_PROGRESS)) csv.addRow(time, "Error", failure);
        return csv.toResponse();
    }
}
