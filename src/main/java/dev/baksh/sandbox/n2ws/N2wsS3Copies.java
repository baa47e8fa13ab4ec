package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Locale;
import java.util.Set;

/**
 * Routes of the S3 copies of a backup (n2ws-api 2.5), and of the abort of an archive run. A successful backup of a
 * policy with S3 copy has one copy for each instance.
 */
final class N2wsS3Copies {
    private final RowTable backups;
    private final RowTable policies;
    private final N2wsTargets targets;
    private int nextTrackerId = 5001;

    N2wsS3Copies(RowTable backups, RowTable policies, N2wsTargets targets) {
        this.backups = backups;
        this.policies = policies;
        this.targets = targets;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.get("backups/{id}/snapshots/copy_to_s3/", this::list)
                .add("POST", "policies/{id}/archive/abort/", this::abortArchive);
    }

    private ServerResponse abortArchive(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        call.row(policies);
        // Assumption: the response of other long operations, also if no archive run is active.
        return ServerResponse.json(202, JsonTrees.object().put("tracker_id", nextTrackerId++));
    }

    private ServerResponse list(N2wsCall call) {
        ObjectNode backup = call.row(backups);
        RowTable table = new RowTable();
        boolean hasCopies = backup.path("s3_copy_status").isObject()
                && backup.path("status").asText().equals(BackupStatusCode.SUCCESS);
        if (hasCopies) {
            for (ObjectNode target : targets.targetsOf(backup, "instance"))
                table.put(newRow(table.nextId(), backup, target));
        }
        return call.respondList(table, Set.of("status"));
    }

    private static ObjectNode newRow(int index, ObjectNode backup, ObjectNode target) {
        int id = backup.path("id").intValue() * 100 + index;
        ObjectNode row = JsonTrees.object()
                .put("id", id)
                // A string, as in the real server.
                .put("backup_id", backup.path("id").asText())
                .put("policy_name", backup.path("name").asText())
                .put("username", "root")
                .put("account_name", "main")
                .put("snapshot_account_name", "main")
                .put("aws_account_number", "111122223333")
                .put("snapshot_aws_account_number", "111122223333")
                .put("region", target.path("region").asText())
                .put("snapshot_type", "s3_backup_copy")
                .put("status", "S")
                .put("succeeded", true);
        row.set("start_time", backup.path("start_time"));
        row.set("end_time", backup.path("end_time"));
        row.putNull("deletion_time");
        row.set("instance_id", target.path("resource"));
        row.set("backed_up_resource_id", target.path("resource"));
        row.set("instance_name", target.path("name"));
        row.set("backed_up_resource_name", target.path("name"));
        return row.put("restore_point", String.format(Locale.ROOT, "{00000000-0000-4000-8000-%012d}", id));
    }
}
