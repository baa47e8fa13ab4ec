package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Store of the emulated backups with their read routes (n2ws-api 2.5): seeded backups, and backups that policies start.
 * A started backup ends when the clock reaches its end time, except that of the policy "stuck". Schedules start no
 * backups while the sandbox runs.
 */
final class N2wsBackups {
    private final RowTable table = new RowTable();
    private final N2wsBehavior behavior;
    private final Map<Integer, Integer> startCounts = new HashMap<>();
    private int nextTrackerId = 1001;

    N2wsBackups(N2wsBehavior behavior) {
        this.behavior = behavior;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.getRows(
                "backups/", new ListQuery(table, Set.of("status", "user", "policy", "account", "tracker_id"), "name"));
    }

    RowTable table() {
        return table;
    }

    /** Returns the number of backups of this policy that were started through the API. */
    int startCount(int policy) {
        return startCounts.getOrDefault(policy, 0);
    }

    /**
     * Adds a past backup.
     *
     * @param end null if the backup is still running
     */
    void seed(ObjectNode policy, Instant start, Instant end, String status) {
        ObjectNode row = newRow(policy, start);
        if (end != null) row.put("end_time", end.toString());
        boolean isMarked = status.equals(BackupStatusCode.MARKED_FOR_DELETION);
        table.put(row.put("status", status).put("marked_for_deletion", isMarked));
    }

    /** Starts a backup, also while another backup runs (assumption: the behaviour of the real server is unknown). */
    ServerResponse start(ObjectNode policy) {
        int trackerId = nextTrackerId++;
        ObjectNode row = newRow(policy, behavior.now()).put("tracker_id", trackerId);
        table.setMinNextId(row.path("id").intValue() + 1);
        startCounts.merge(policy.path("id").intValue(), 1, Integer::sum);
        String result = nextResult(policy.path("name").asText());
        Instant start = behavior.options.clock.instant();
        Instant end = start.plus(behavior.backupDuration);
        behavior.changeAt(start.plus(behavior.backupVisibilityDelay), () -> {
            table.put(row);
            String status = BackupStatusCode.of(result);
            if (status != null) behavior.changeAt(end, () -> table.put(ended(row, status, result, end)));
        });
        return switch (behavior.backupResponseMode) {
            case TRACKER -> ServerResponse.json(202, JsonTrees.object().put("tracker_id", trackerId));
            case RECORD -> ServerResponse.json(201, row);
            case EMPTY -> ServerResponse.empty(202);
        };
    }

    private static ObjectNode ended(ObjectNode running, String status, String result, Instant end) {
        ObjectNode row = running.deepCopy().put("status", status);
        if (result.equals(BackupStatusCode.FAILED_WITHOUT_END_TIME)) return row;
        return row.put("end_time", end.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private String nextResult(String policyName) {
        String configuredResult = behavior.backupResults.poll();
        if (configuredResult != null) return configuredResult;
        // Backups of these policies always end with a fixed result.
        return switch (policyName) {
            case "stuck", "partial" -> policyName;
            case "failing" -> "failed";
            default -> N2wsBehavior.SUCCESS;
        };
    }

    private ObjectNode newRow(ObjectNode policy, Instant start) {
        ObjectNode row = JsonTrees.object().put("id", table.nextId());
        row.set("name", policy.get("name"));
        row.set("description", policy.get("description"));
        row.set("policy", policy.get("id"));
        row.set("account", policy.get("account"));
        row.set("user", policy.get("user"));
        row.put("status", BackupStatusCode.IN_PROGRESS)
                .put("start_time", start.toString())
                .putNull("end_time")
                .put("is_retry", false)
                .put("retry_scheduled", false)
                // The misspelling is part of the real API.
                .put("performed_quiecse", true)
                .put("marked_for_deletion", false)
                .put("is_freezer_item", false)
                .put("dr_status", "N")
                .putNull("dr_regions");
        boolean hasS3Copy = policy.path("copy_to_s3_enabled").booleanValue();
        if (hasS3Copy) row.putObject("s3_copy_status").put("status", "S").putNull("progress_percent");
        else row.putNull("s3_copy_status");
        return row;
    }
}
