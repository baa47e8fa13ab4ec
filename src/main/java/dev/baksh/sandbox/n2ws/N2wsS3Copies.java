package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Copies of backups in S3 (n2ws-api 2.5): one for each instance in a successful backup of a policy with S3 copy. */
final class N2wsS3Copies {
    private final RowTable backups;
    private final RowTable policies;
    private final N2wsTargets targets;
    private final N2wsBehavior behavior;
    private int nextTrackerId = 5001;

    N2wsS3Copies(RowTable backups, RowTable policies, N2wsTargets targets, N2wsBehavior behavior) {
        this.backups = backups;
        this.policies = policies;
        this.targets = targets;
        this.behavior = behavior;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws("GET", "backups/{id}/snapshots/copy_to_s3/", this::list);
        routes.addAws("POST", "policies/{id}/archive/abort/", (request, caller, pathVariables) -> {
            caller.requirePermission(N2wsUser.BACKUPS);
            caller.findVisible(policies, pathVariables.get("id"));
            // Assumption: the response of other long operations, also if no archive run is active.
            return ServerResponse.json(202, JsonTrees.object().put("tracker_id", nextTrackerId++));
        });
    }

    private ServerResponse list(ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables) {
        ObjectNode backup = caller.findVisible(backups, pathVariables.get("id"));
        RowTable table = new RowTable();
        boolean hasCopies = backup.path("s3_copy_status").isObject()
                && backup.path("status").asText().equals(BackupStatusCode.SUCCESS);
        if (hasCopies) {
            for (ObjectNode target : targets.targetsOf(backup.path("policy").intValue())) {
                if (target.path("resource_type").asText().equals("instance"))
                    table.put(newRow(table.nextId(), backup, target));
            }
        }
        return new ListQuery(table, Set.of("status"), List.of(), behavior).respond(request, caller, row -> true);
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
        for (String field : new String[] {"instance_id", "backed_up_resource_id"})
            row.set(field, target.path("resource"));
        for (String field : new String[] {"instance_name", "backed_up_resource_name"})
            row.set(field, target.path("name"));
        return row.put("restore_point", String.format(Locale.ROOT, "{00000000-0000-4000-8000-%012d}", id));
    }
}
