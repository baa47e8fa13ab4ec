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

/** The recoveries of one cloud (n2ws-api 2.6 and 2.8): they begin at P and end when the clock says so. */
public final class N2wsRecoveries {
    private record Plan(Instant ends, String letter, int id) {}

    private final RowTable table = new RowTable();
    private final ListQuery all;
    private final N2wsBehavior switches;
    private final Clock clock;
    private final List<Plan> running = new ArrayList<>();

    N2wsRecoveries(N2wsBehavior switches, Clock clock) {
        this.switches = switches;
        this.clock = clock;
        // recovery_scenario_record is known as a filter; that it is a field as well is an assumption.
        all = new ListQuery(table, Set.of("user", "policy", "status", "recovery_scenario_record"), List.of(), switches);
    }

    /** @param cloud adds an address of this cloud */
    void routes(N2wsRoutes routes, N2wsRoutes.Adder cloud) {
        cloud.add("GET", "recoveries/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
        cloud.add("GET", "recoveries/{id}/", (ask, caller, path) -> {
            return ServerResponse.json(200, caller.find(table, path.get("id")));
        });
        cloud.add("GET", "recoveries/{id}/logs/", (ask, caller, path) -> log(caller.find(table, path.get("id"))));
        routes.csv("recoveries/{id}/logs/");
    }

    public RowTable table() {
        return table;
    }

    /**
     * Starts one.
     *
     * @param what what is recovered, for the log
     * @param scenario the scenario record it belongs to, or null
     */
    ObjectNode start(ObjectNode backup, String type, String what, ObjectNode scenario) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode row = row(backup, type, what, now);
        if (scenario != null) {
            row.set("recovery_scenario_id", scenario.get("recovery_scenario_id"));
            row.set("recovery_scenario_record", scenario.get("id"));
        }
        table.put(row.put("status", RecoveryStatusCode.IN_PROGRESS));
        String end = switches.takeNextRecoveryEnd();
        String letter = RecoveryStatusCode.of(end == null ? "success" : end);
        if (letter != null) {
            Instant ends = clock.instant().plus(switches.backupDuration());
            running.add(new Plan(ends, letter, row.path("id").intValue()));
        }
        return row;
    }

    /** One of the past. */
    void seed(ObjectNode backup, String type, String what, Instant time) {
        table.put(row(backup, type, what, time).put("status", RecoveryStatusCode.SUCCESS));
    }

    /** The fields of n2ws-api 2.6; the target's name and {@code user} are assumptions. */
    private ObjectNode row(ObjectNode backup, String type, String what, Instant time) {
        ObjectNode row = JsonTrees.object()
                .put("id", table.nextId())
                .put("recovery_time", time.toString())
                .put("recovery_type", type)
                .put("resource", what);
        row.set("backup_time", backup.path("start_time"));
        row.set("policy", backup.path("policy"));
        row.set("user", backup.path("user"));
        return row.putNull("recovery_scenario_id").putNull("recovery_scenario_record");
    }

    /** Brings all rows up to the clock. Called before each request. */
    public void progress() {
        Instant now = clock.instant();
        running.removeIf(plan -> {
            if (plan.ends.isAfter(now)) return false;
            ObjectNode row = table.row(plan.id).deepCopy();
            table.put(row.put("status", plan.letter));
            return true;
        });
    }

    private static ServerResponse log(ObjectNode row) {
        String id = row.path("id").asText();
        String time = row.path("recovery_time").asText();
        CsvResponse file = new CsvResponse("recovery_" + id + "_log.csv", "time", "level", "message");
        file.row(time, "Info", "Recovery of " + row.path("resource").asText() + " started");
        String status = row.path("status").asText();
        if (status.equals(RecoveryStatusCode.SUCCESS)) file.row(time, "Info", "Recovery completed successfully");
        else if (!status.equals(RecoveryStatusCode.IN_PROGRESS))
            file.row(time, "Error", "Recovery failed, no capacity");
        return file.answer();
    }
}
