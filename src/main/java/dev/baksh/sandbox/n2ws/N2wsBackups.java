package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Backups (n2ws-api 2.5): those of the past, and those started by API, which end when the clock says so. Schedules do not
 * start any while the sandbox runs.
 */
public final class N2wsBackups {
    private record Plan(Instant appears, Instant ends, String letter, boolean dated, ObjectNode row) {}

    /** Policies whose backups end in a way of their own, whoever starts them. */
    private static final Set<String> TELLING_NAMES = Set.of("stuck", "partial", "failing");

    private final RowTable table = new RowTable();
    private final ListQuery all;
    private final N2wsBehavior switches;
    private final Clock clock;
    private final List<Plan> waiting = new ArrayList<>();
    private final List<Plan> running = new ArrayList<>();
    private final Map<Integer, Integer> started = new HashMap<>();
    private int nextTracker = 1001;

    N2wsBackups(N2wsBehavior switches, Clock clock) {
        this.switches = switches;
        this.clock = clock;
        all = new ListQuery(
                table, Set.of("status", "user", "policy", "account", "tracker_id"), List.of("name"), switches);
    }

    void routes(N2wsRoutes routes) {
        routes.aws("GET", "backups/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
        routes.aws(
                "GET",
                "backups/{id}/",
                (ask, caller, path) -> ServerResponse.json(200, caller.find(table, path.get("id"))));
    }

    public RowTable table() {
        return table;
    }

    /** How many backups of the policy were started by API. */
    public int started(int policy) {
        return started.getOrDefault(policy, 0);
    }

    /** A backup of the past. @param end null when it still runs */
    ObjectNode seed(ObjectNode policy, Instant start, Instant end, String status) {
        ObjectNode row = record(policy, start);
        if (end != null) row.put("end_time", end.toString());
        table.put(row.put("status", status)
                .put("marked_for_deletion", status.equals(BackupStatusCode.MARKED_FOR_DELETION)));
        return row;
    }

    /** A second one while one is running is taken as well (assumption: what the real server does is not known). */
    ServerResponse start(ObjectNode policy) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        int tracker = nextTracker++;
        ObjectNode row = record(policy, now).put("tracker_id", tracker);
        table.continueFrom(row.path("id").intValue() + 1);
        started.merge(policy.path("id").intValue(), 1, Integer::sum);
        String end = end(policy.path("name").asText());
        String letter = BackupStatusCode.of(end);
        Instant ends = letter == null ? Instant.MAX : clock.instant().plus(switches.backupDuration());
        waiting.add(new Plan(
                clock.instant().plus(switches.appearAfter()),
                ends,
                letter,
                !end.equals(BackupStatusCode.UNDATED),
                row));
        progress();
        return switch (switches.backupAnswer()) {
            case TRACKER -> ServerResponse.json(202, JsonTrees.object().put("tracker_id", tracker));
            case RECORD -> ServerResponse.json(201, row);
            case EMPTY -> ServerResponse.empty(202);
        };
    }

    /** Brings all rows up to the clock. Called before each request. */
    public void progress() {
        Instant now = clock.instant();
        waiting.removeIf(plan -> {
            if (plan.appears.isAfter(now)) return false;
            table.put(plan.row);
            return running.add(plan);
        });
        running.removeIf(plan -> {
            if (plan.ends.isAfter(now)) return false;
            ObjectNode row = plan.row.deepCopy();
            row.put("status", plan.letter);
            if (plan.dated)
                row.put("end_time", plan.ends.truncatedTo(ChronoUnit.SECONDS).toString());
            table.put(row);
            return true;
        });
    }

    private String end(String policy) {
        String next = switches.takeNextEnd();
        if (next != null) return next;
        if (!TELLING_NAMES.contains(policy)) return "success";
        return policy.equals("failing") ? "failed" : policy;
    }

    private ObjectNode record(ObjectNode policy, Instant start) {
        ObjectNode row = JsonTrees.object().put("id", table.nextId());
        for (String field : new String[] {"name", "description"}) row.set(field, policy.get(field));
        row.set("policy", policy.get("id"));
        for (String field : new String[] {"account", "user"}) row.set(field, policy.get(field));
        row.put("status", BackupStatusCode.IN_PROGRESS)
                .put("start_time", start.toString())
                .putNull("end_time")
                .put("is_retry", false)
                .put("retry_scheduled", false)
                // The real server's own spelling.
                .put("performed_quiecse", true)
                .put("marked_for_deletion", false)
                .put("is_freezer_item", false)
                .put("dr_status", "N")
                .putNull("dr_regions");
        boolean copied = policy.path("copy_to_s3_enabled").booleanValue();
        if (copied) row.putObject("s3_copy_status").put("status", "S").putNull("progress_percent");
        else row.putNull("s3_copy_status");
        return row;
    }
}
