package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RecoveryStatusCode;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.CsvResponse;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Recovery scenarios (n2ws-api 2.6). A run creates a record, which owns one recovery for each instance. A dry run
 * checks only the configuration. Known fields of a scenario and of a record are {@code id} and {@code status}.
 */
final class N2wsScenarios {
    private record RunningScenario(Instant endsAt, String statusCode, int id) {}

    private final RowTable scenarios = new RowTable();
    private final RowTable records = new RowTable();
    private final RowTable backups;
    private final N2wsTargets targets;
    private final N2wsRecoveries recoveries;
    private final N2wsBehavior behavior;
    private final Clock clock;
    private final List<RunningScenario> running = new ArrayList<>();

    N2wsScenarios(
            RowTable backups, N2wsTargets targets, N2wsRecoveries recoveries, N2wsBehavior behavior, Clock clock) {
        this.backups = backups;
        this.targets = targets;
        this.recoveries = recoveries;
        this.behavior = behavior;
        this.clock = clock;
    }

    void registerRoutes(N2wsRoutes routes) {
        ListQuery listQuery = new ListQuery(scenarios, Set.of("user", "policy"), List.of("name"), behavior);
        routes.addAws(
                "GET",
                "recovery_scenarios/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
        routes.addAws("POST", "recovery_scenarios/{id}/recover/", (request, caller, pathVariables) -> {
            caller.requirePermission(N2wsUser.RECOVERY);
            return recover(request, caller, caller.findVisible(scenarios, pathVariables.get("id")));
        });
        routes.addAws("GET", "recovery_scenarios/records/{id}/", (request, caller, pathVariables) -> {
            return ServerResponse.json(200, caller.findVisible(records, pathVariables.get("id")));
        });
        routes.addAws("GET", "recovery_scenarios/records/{id}/logs/", (request, caller, pathVariables) -> {
            return logFile(caller.findVisible(records, pathVariables.get("id")));
        });
        routes.producesCsv("recovery_scenarios/records/{id}/logs/");
    }

    void seed(String name, ObjectNode policy) {
        ObjectNode row = JsonTrees.object().put("id", scenarios.nextId()).put("name", name);
        row.set("policy", policy.get("id"));
        row.set("user", policy.get("user"));
        scenarios.put(row.put("enabled", true));
    }

    /** Adds the record of a past dry run; its id is 1. */
    void seedDryRun(int scenario, int backup, Instant time) {
        ObjectNode row = scenarios.row(scenario);
        ObjectNode record = JsonTrees.object()
                .put("id", records.nextId())
                .put("name", row.path("name").asText())
                .put("recovery_scenario_id", scenario)
                .put("dry_run_only", true)
                .put("backup_id", backup);
        record.set("user", row.get("user"));
        records.put(record.put("start_time", time.toString()).put("status", RecoveryStatusCode.SUCCESS));
    }

    private ServerResponse recover(ServerRequest request, N2wsPrincipal caller, ObjectNode scenario) {
        ObjectNode parameters = JsonTrees.object().put("dry_run_only", false);
        FieldValidator validator = new FieldValidator(RequestBodyParser.parse(request), parameters)
                .required("backup_id")
                .bool("dry_run_only")
                .id("backup_id", id -> isUsableBackup(caller, scenario, id));
        validator.check();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode backup = backups.row(parameters.path("backup_id").intValue());
        ObjectNode record = JsonTrees.object()
                .put("id", records.nextId())
                .put("name", scenario.path("name").asText());
        record.set("recovery_scenario_id", scenario.get("id"));
        record.setAll(parameters);
        record.set("user", scenario.get("user"));
        record.put("start_time", now.toString()).put("status", RecoveryStatusCode.IN_PROGRESS);
        records.put(record);
        String statusCode = RecoveryStatusCode.of(behavior.pollScenarioResult());
        if (statusCode != null) {
            Instant endsAt = clock.instant().plus(behavior.backupDuration());
            running.add(
                    new RunningScenario(endsAt, statusCode, record.path("id").intValue()));
        }
        if (!parameters.path("dry_run_only").booleanValue()) {
            for (ObjectNode target : targets.targetsOf(backup.path("policy").intValue())) {
                String resource = target.path("resource").asText();
                if (target.path("resource_type").asText().equals("instance"))
                    recoveries.start(backup, "instance", resource, record);
            }
        }
        // Known: the response contains the record. Assumption: the status code.
        return ServerResponse.json(201, record);
    }

    /** Returns true for a successful backup of the scenario's policy (n2ws-api 2.6, scenario rules). */
    private boolean isUsableBackup(N2wsPrincipal caller, ObjectNode scenario, int id) {
        ObjectNode backup = backups.get(id);
        return backup != null
                && caller.canSee(backup)
                && backup.path("policy").equals(scenario.path("policy"))
                && backup.path("status").asText().equals(BackupStatusCode.SUCCESS);
    }

    /** Updates all records to the current time. Called before each request. */
    void updateStatuses() {
        Instant now = clock.instant();
        running.removeIf(run -> {
            if (run.endsAt.isAfter(now)) return false;
            ObjectNode row = records.row(run.id).deepCopy();
            records.put(row.put("status", run.statusCode));
            return true;
        });
    }

    private static ServerResponse logFile(ObjectNode record) {
        String time = record.path("start_time").asText();
        CsvResponse csv = new CsvResponse(
                "recovery_scenario_record_" + record.path("id").asText() + "_log.csv", "time", "level", "message");
        boolean isDryRun = record.path("dry_run_only").booleanValue();
        String name = record.path("name").asText();
        csv.addRow(time, "Info", (isDryRun ? "Dry run of scenario " : "Scenario ") + name + " started");
        String status = record.path("status").asText();
        if (status.equals(RecoveryStatusCode.SUCCESS)) csv.addRow(time, "Info", "Scenario ended successfully");
        else if (!status.equals(RecoveryStatusCode.IN_PROGRESS))
            csv.addRow(time, "Error", "Scenario failed, no subnet");
        return csv.toResponse();
    }
}
