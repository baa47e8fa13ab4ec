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
 * Recovery scenarios (n2ws-api 2.6): a run gives a record, which owns a recovery for each instance; a dry run tests the
 * configuration alone and recovers nothing. Of a scenario's and a record's fields only {@code id} and {@code status} are known.
 */
final class N2wsScenarios {
    private record Plan(Instant ends, String letter, int id) {}

    private final RowTable scenarios = new RowTable();
    private final RowTable records = new RowTable();
    private final RowTable backups;
    private final N2wsTargets targets;
    private final N2wsRecoveries recoveries;
    private final N2wsBehavior switches;
    private final Clock clock;
    private final List<Plan> running = new ArrayList<>();

    N2wsScenarios(
            RowTable backups, N2wsTargets targets, N2wsRecoveries recoveries, N2wsBehavior switches, Clock clock) {
        this.backups = backups;
        this.targets = targets;
        this.recoveries = recoveries;
        this.switches = switches;
        this.clock = clock;
    }

    void routes(N2wsRoutes routes) {
        ListQuery all = new ListQuery(scenarios, Set.of("user", "policy"), List.of("name"), switches);
        routes.aws("GET", "recovery_scenarios/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
        routes.aws("POST", "recovery_scenarios/{id}/recover/", (ask, caller, path) -> {
            caller.must(N2wsUser.RECOVERY);
            return recover(ask, caller, caller.find(scenarios, path.get("id")));
        });
        routes.aws("GET", "recovery_scenarios/records/{id}/", (ask, caller, path) -> {
            return ServerResponse.json(200, caller.find(records, path.get("id")));
        });
        routes.aws("GET", "recovery_scenarios/records/{id}/logs/", (ask, caller, path) -> {
            return log(caller.find(records, path.get("id")));
        });
        routes.csv("recovery_scenarios/records/{id}/logs/");
    }

    void seed(String name, ObjectNode policy) {
        ObjectNode row = JsonTrees.object().put("id", scenarios.nextId()).put("name", name);
        row.set("policy", policy.get("id"));
        row.set("user", policy.get("user"));
        scenarios.put(row.put("enabled", true));
    }

    /** A dry run of the past, whose id is 1. */
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

    private ServerResponse recover(ServerRequest ask, N2wsPrincipal caller, ObjectNode scenario) {
        ObjectNode asked = JsonTrees.object().put("dry_run_only", false);
        FieldValidator fields = new FieldValidator(RequestBodyParser.read(ask), asked)
                .required("backup_id")
                .bool("dry_run_only")
                .id("backup_id", id -> usable(caller, scenario, id));
        fields.check();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode backup = backups.row(asked.path("backup_id").intValue());
        ObjectNode record = JsonTrees.object()
                .put("id", records.nextId())
                .put("name", scenario.path("name").asText());
        record.set("recovery_scenario_id", scenario.get("id"));
        record.setAll(asked);
        record.set("user", scenario.get("user"));
        record.put("start_time", now.toString()).put("status", RecoveryStatusCode.IN_PROGRESS);
        records.put(record);
        String end = switches.takeNextScenarioEnd();
        String letter = RecoveryStatusCode.of(end == null ? "success" : end);
        if (letter != null) {
            Instant ends = clock.instant().plus(switches.backupDuration());
            running.add(new Plan(ends, letter, record.path("id").intValue()));
        }
        if (!asked.path("dry_run_only").booleanValue()) {
            for (ObjectNode target : targets.of(backup.path("policy").intValue())) {
                String resource = target.path("resource").asText();
                if (target.path("resource_type").asText().equals("instance"))
                    recoveries.start(backup, "instance", resource, record);
            }
        }
        // Assumption: the status; that the record itself is answered is known.
        return ServerResponse.json(201, record);
    }

    /** A successful backup of the scenario's policy (n2ws-api 2.6, scenario rules). */
    private boolean usable(N2wsPrincipal caller, ObjectNode scenario, int id) {
        ObjectNode backup = backups.get(id);
        return backup != null
                && caller.sees(backup)
                && backup.path("policy").equals(scenario.path("policy"))
                && backup.path("status").asText().equals(BackupStatusCode.SUCCESS);
    }

    /** Brings all records up to the clock. Called before each request. */
    void progress() {
        Instant now = clock.instant();
        running.removeIf(plan -> {
            if (plan.ends.isAfter(now)) return false;
            ObjectNode row = records.row(plan.id).deepCopy();
            records.put(row.put("status", plan.letter));
            return true;
        });
    }

    private static ServerResponse log(ObjectNode record) {
        String time = record.path("start_time").asText();
        CsvResponse file = new CsvResponse(
                "recovery_scenario_record_" + record.path("id").asText() + "_log.csv", "time", "level", "message");
        boolean dry = record.path("dry_run_only").booleanValue();
        String name = record.path("name").asText();
        file.row(time, "Info", (dry ? "Dry run of scenario " : "Scenario ") + name + " started");
        String status = record.path("status").asText();
        if (status.equals(RecoveryStatusCode.SUCCESS)) file.row(time, "Info", "Scenario ended successfully");
        else if (!status.equals(RecoveryStatusCode.IN_PROGRESS)) file.row(time, "Error", "Scenario failed, no subnet");
        return file.answer();
    }
}
