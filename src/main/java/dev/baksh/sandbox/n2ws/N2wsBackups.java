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
 * Backups (n2ws-api 2.5): seeded backups, and backups that are started by API and end when the clock reaches their end
 * time. Schedules start no backups while the sandbox runs.
 */
public final class N2wsBackups {
    private record PendingBackup(
            Instant visibleAt, Instant endsAt, String statusCode, boolean hasEndTime, ObjectNode row) {}

    /** Policies whose backups always end with a fixed result. */
    private static final Set<String> POLICIES_WITH_FIXED_RESULT = Set.of("stuck", "partial", "failing");

    private final RowTable table = new RowTable();
    private final ListQuery listQuery;
    private final N2wsBehavior behavior;
    private final Clock clock;
    private final List<PendingBackup> notYetVisible = new ArrayList<>();
    private final List<PendingBackup> running = new ArrayList<>();
    private final Map<Integer, Integer> startCounts = new HashMap<>();
    private int nextTrackerId = 1001;

    N2wsBackups(N2wsBehavior behavior, Clock clock) {
        this.behavior = behavior;
        this.clock = clock;
        listQuery = new ListQuery(
                table, Set.of("status", "user", "policy", "account", "tracker_id"), List.of("name"), behavior);
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws(
                "GET",
                "backups/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
        routes.addAws(
                "GET",
                "backups/{id}/",
                (request, caller, pathVariables) ->
                        ServerResponse.json(200, caller.findVisible(table, pathVariables.get("id"))));
    }

    public RowTable table() {
        return table;
    }

    /** Returns the number of backups of this policy that were started by API. */
    public int startCount(int policy) {
        return startCounts.getOrDefault(policy, 0);
    }

    /**
     * Adds a past backup.
     *
     * @param end null if the backup is still running
     */
    ObjectNode seed(ObjectNode policy, Instant start, Instant end, String status) {
        ObjectNode row = newRow(policy, start);
        if (end != null) row.put("end_time", end.toString());
        table.put(row.put("status", status)
                .put("marked_for_deletion", status.equals(BackupStatusCode.MARKED_FOR_DELETION)));
        return row;
    }

    /** Starts a backup, also while another backup runs (assumption: the behaviour of the real server is unknown). */
    ServerResponse start(ObjectNode policy) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        int trackerId = nextTrackerId++;
        ObjectNode row = newRow(policy, now).put("tracker_id", trackerId);
        table.setMinNextId(row.path("id").intValue() + 1);
        startCounts.merge(policy.path("id").intValue(), 1, Integer::sum);
        String result = nextResult(policy.path("name").asText());
        String statusCode = BackupStatusCode.of(result);
        Instant endsAt = statusCode == null ? Instant.MAX : clock.instant().plus(behavior.backupDuration());
        notYetVisible.add(new PendingBackup(
                clock.instant().plus(behavior.backupVisibilityDelay()),
                endsAt,
                statusCode,
                !result.equals(BackupStatusCode.FAILED_WITHOUT_END_TIME),
                row));
        updateStatuses();
        return switch (behavior.backupResponseMode()) {
            case TRACKER -> ServerResponse.json(202, JsonTrees.object().put("tracker_id", trackerId));
            case RECORD -> ServerResponse.json(201, row);
            case EMPTY -> ServerResponse.empty(202);
        };
    }

    /** Updates all rows to the current time. Called before each request. */
    public void updateStatuses() {
        Instant now = clock.instant();
        notYetVisible.removeIf(backup -> {
            if (backup.visibleAt.isAfter(now)) return false;
            table.put(backup.row);
            return running.add(backup);
        });
        running.removeIf(backup -> {
            if (backup.endsAt.isAfter(now)) return false;
            ObjectNode row = backup.row.deepCopy();
            row.put("status", backup.statusCode);
            if (backup.hasEndTime)
                row.put(
                        "end_time",
                        backup.endsAt.truncatedTo(ChronoUnit.SECONDS).toString());
            table.put(row);
            return true;
        });
    }

    private String nextResult(String policyName) {
        String configuredResult = behavior.pollBackupResult();
        if (configuredResult != null) return configuredResult;
        if (!POLICIES_WITH_FIXED_RESULT.contains(policyName)) return "success";
        return policyName.equals("failing") ? "failed" : policyName;
    }

    private ObjectNode newRow(ObjectNode policy, Instant start) {
        ObjectNode row = JsonTrees.object().put("id", table.nextId());
        for (String field : new String[] {"name", "description"}) row.set(field, policy.get(field));
        row.set("policy", policy.get("id"));
        for (String field : new String[] {"account", "user"}) row.set(field, policy.get(field));
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
