package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Routes that list the snapshots of a backup and recover an instance from a snapshot. After a success, each target of
 * the policy has a snapshot; after a partial success, all targets except the last; otherwise none. The rows and their
 * ids are computed from the backup. The id is not the AWS snapshot id.
 */
record N2wsSnapshots(RowTable backups, N2wsTargets targets, N2wsRecoveries recoveries) {
    private static final int MAX_TARGETS = 100;
    private static final Pattern INSTANCE_TYPE = Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+");
    private static final Pattern NON_EMPTY = Pattern.compile(".+");

    void registerRoutes(N2wsRoutes routes) {
        routes.get("backups/{id}/snapshots/", call -> list(call, ""))
                .get("backups/{id}/snapshots/instances/", call -> list(call, "instance"))
                .get("backups/{id}/snapshots/volumes/", call -> list(call, "volume"))
                .add("POST", "backups/{id}/snapshots/instances/{snapshot}/recover/", this::recover);
    }

    private ServerResponse list(N2wsCall call, String type) {
        String resource = call.query("resource");
        RowTable table = new RowTable();
        snapshotTargets(call.row(backups), type).forEach((id, target) -> {
            // The query parameter contains the AWS id of the resource. In the row, this field is backed_up_resource_id.
            if (resource == null || target.path("resource").asText().equals(resource)) table.put(newRow(id, target));
        });
        return call.respondList(table, Set.of("status", "region"));
    }

    /** Recovers an instance from its snapshot record (n2ws-api 2.5, guide 6.48). The whole body is optional. */
    private ServerResponse recover(N2wsCall call) {
        call.requirePermission(N2wsUser.RECOVERY);
        ObjectNode backup = call.row(backups);
        String snapshot = call.pathVariables().get("snapshot");
        ObjectNode target = snapshotTargets(backup, "instance").entrySet().stream()
                .filter(entry -> entry.getKey().toString().equals(snapshot))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(N2wsErrorBodies::notFound);
        new FieldValidator(call.body(), JsonTrees.object())
                // Assumption: the pattern of an instance type.
                .text("instance_type", INSTANCE_TYPE)
                .text("key_pair", NON_EMPTY)
                .text("vpc_assign_ip", NON_EMPTY)
                .check();
        // Known: the response contains the recovery record. Assumption: the status code.
        return ServerResponse.json(
                201,
                recoveries.start(backup, "instance", target.path("resource").asText(), null));
    }

    /**
     * Returns the targets with a snapshot, by the id of the snapshot.
     *
     * @param type instance or volume; empty for all types
     */
    private Map<Integer, ObjectNode> snapshotTargets(ObjectNode backup, String type) {
        List<ObjectNode> policyTargets = targets.targetsOf(backup.path("policy").intValue());
        int count = switch (backup.path("status").asText()) {
            case BackupStatusCode.SUCCESS, BackupStatusCode.MARKED_FOR_DELETION -> policyTargets.size();
            case BackupStatusCode.PARTIAL -> policyTargets.size() - 1;
            default -> 0;
        };
        Map<Integer, ObjectNode> targetsById = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            ObjectNode target = policyTargets.get(i);
            if (target.path("resource_type").asText().startsWith(type))
                targetsById.put(backup.path("id").intValue() * MAX_TARGETS + i, target);
        }
        return targetsById;
    }

    /**
     * Returns a snapshot row. Known: id, snapshot_id, status and region. Assumption: the other fields have the names of
     * S3 copies.
     */
    private static ObjectNode newRow(int id, ObjectNode target) {
        ObjectNode row = JsonTrees.object()
                .put("id", id)
                .put("snapshot_id", String.format(Locale.ROOT, "snap-%017x", id * 2_654_435_761L))
                .put("status", BackupStatusCode.SUCCESS);
        row.set("region", target.path("region"));
        row.set("backed_up_resource_id", target.path("resource"));
        row.set("backed_up_resource_name", target.path("name"));
        return row;
    }
}
