package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RecoveryStatusCode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Instant;
import java.util.Set;

/**
 * Store and routes of recovery scenarios (n2ws-api 2.6). A run creates a record, to which one recovery for each
 * instance belongs. A dry run creates only a record. Known fields of a scenario and of a record are {@code id} and
 * {@code status}.
 */
final class N2wsScenarios {
    private final RowTable scenarios = new RowTable();
    private final RowTable records = new RowTable();
    private final RowTable backups;
    private final N2wsTargets targets;
    private final N2wsRecoveries recoveries;
    private final N2wsBehavior behavior;

    N2wsScenarios(RowTable backups, N2wsTargets targets, N2wsRecoveries recoveries, N2wsBehavior behavior) {
        this.backups = backups;
        this.targets = targets;
        this.recoveries = recoveries;
        this.behavior = behavior;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.get("recovery_scenarios/", new ListQuery(scenarios, Set.of("user", "policy"), "name")::respond)
                .add("POST", "recovery_scenarios/{id}/recover/", this::recover)
                .get("recovery_scenarios/records/{id}/", call -> call.respondRow(records))
                .getFile("text/csv", "recovery_scenarios/records/{id}/logs/", call -> logFile(call.row(records)));
    }

    void seed(String name, ObjectNode policy) {
        ObjectNode row = JsonTrees.object().put("id", scenarios.nextId()).put("name", name);
        row.set("policy", policy.get("id"));
        row.set("user", policy.get("user"));
        scenarios.put(row.put("enabled", true));
    }

    /** Adds the record of a past dry run of the first scenario; its id is 1. */
    void seedDryRun(int backup, Instant time) {
        ObjectNode parameters = JsonTrees.object().put("dry_run_only", true).put("backup_id", backup);
        ObjectNode record = newRecord(scenarios.get(1), parameters, time);
        records.put(record.put("status", RecoveryStatusCode.SUCCESS));
    }

    private ObjectNode newRecord(ObjectNode scenario, ObjectNode parameters, Instant time) {
        ObjectNode record = JsonTrees.object().put("id", records.nextId());
        record.set("name", scenario.get("name"));
        record.set("recovery_scenario_id", scenario.get("id"));
        record.setAll(parameters);
        record.set("user", scenario.get("user"));
        return record.put("start_time", time.toString());
    }

    private ServerResponse recover(N2wsCall call) {
        call.requirePermission(N2wsUser.RECOVERY);
        ObjectNode scenario = call.row(scenarios);
        ObjectNode parameters = JsonTrees.object().put("dry_run_only", false);
        new FieldValidator(call.body(), parameters)
                .required("backup_id")
                .bool("dry_run_only")
                .id("backup_id", id -> isUsableBackup(call, scenario, id))
                .check();
        ObjectNode backup = backups.get(parameters.path("backup_id").intValue());
        ObjectNode record = newRecord(scenario, parameters, behavior.now());
        N2wsRecoveries.run(records, record, behavior.scenarioResults.poll(), behavior);
        if (!parameters.path("dry_run_only").booleanValue()) {
            for (ObjectNode target : targets.targetsOf(backup, "instance"))
                recoveries.start(backup, "instance", target.path("resource").asText(), record);
        }
        // Known: the response contains the record. Assumption: the status code.
        return ServerResponse.json(201, record);
    }

    /** Returns true for a successful backup of the scenario's policy (n2ws-api 2.6, scenario rules). */
    private boolean isUsableBackup(N2wsCall call, ObjectNode scenario, int id) {
        ObjectNode backup = backups.get(id);
        return backup != null
                && call.canSee(backup)
                && backup.path("policy").equals(scenario.path("policy"))
                && backup.path("status").asText().equals(BackupStatusCode.SUCCESS);
    }

    private static ServerResponse logFile(ObjectNode record) {
        boolean isDryRun = record.path("dry_run_only").booleanValue();
        String start = (isDryRun ? "Dry run of scenario " : "Scenario ")
                + record.path("name").asText() + " started";
        String name = "recovery_scenario_record_" + record.path("id").asText();
        return N2wsRecoveries.logFile(
                name, record, "start_time", start, "Scenario ended successfully", "Scenario failed, no subnet");
    }
}
