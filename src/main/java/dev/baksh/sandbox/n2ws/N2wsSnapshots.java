package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Snapshots of a backup: one for each target of the policy after a success, all except the last target after a partial
 * success, otherwise no snapshots. The rows and their ids are computed from the backup. The id is not the AWS snapshot
 * id.
 */
final class N2wsSnapshots {
    private static final int MAX_TARGETS = 100;

    private final RowTable backups;
    private final N2wsTargets targets;
    private final N2wsBehavior behavior;

    N2wsSnapshots(RowTable backups, N2wsTargets targets, N2wsBehavior behavior) {
        this.backups = backups;
        this.targets = targets;
        this.behavior = behavior;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws(
                "GET",
                "backups/{id}/snapshots/",
                (request, caller, pathVariables) -> list(request, caller, pathVariables, null));
        routes.addAws(
                "GET",
                "backups/{id}/snapshots/instances/",
                (request, caller, pathVariables) -> list(request, caller, pathVariables, "instance"));
        routes.addAws(
                "GET",
                "backups/{id}/snapshots/volumes/",
                (request, caller, pathVariables) -> list(request, caller, pathVariables, "volume"));
    }

    private ServerResponse list(
            ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables, String type) {
        ObjectNode backup = caller.findVisible(backups, pathVariables.get("id"));
        String resource = request.query().get("resource");
        RowTable table = new RowTable();
        List<ObjectNode> policyTargets = targets.targetsOf(backup.path("policy").intValue());
        for (int i = 0; i < snapshotCount(backup, policyTargets.size()); i++) {
            ObjectNode target = policyTargets.get(i);
            if (type != null && !target.path("resource_type").asText().equals(type)) continue;
            // The filter takes the AWS id of the resource; the field of the row has another name.
            if (resource != null && !target.path("resource").asText().equals(resource)) continue;
            table.put(newRow(backup.path("id").intValue() * MAX_TARGETS + i, target));
        }
        return new ListQuery(table, Set.of("status", "region"), List.of(), behavior)
                .respond(request, caller, row -> true);
    }

    /**
     * Returns the instance of a snapshot record.
     *
     * @throws HttpErrorException 404 if the backup has no instance snapshot with this id
     */
    ObjectNode findInstance(ObjectNode backup, String id) {
        List<ObjectNode> policyTargets = targets.targetsOf(backup.path("policy").intValue());
        for (int i = 0; i < snapshotCount(backup, policyTargets.size()); i++) {
            boolean isSameId = id.equals(Integer.toString(backup.path("id").intValue() * MAX_TARGETS + i));
            boolean isInstance =
                    policyTargets.get(i).path("resource_type").asText().equals("instance");
            if (isSameId && isInstance) return policyTargets.get(i);
        }
        throw N2wsErrorBodies.notFound();
    }

    private static int snapshotCount(ObjectNode backup, int targetCount) {
        return switch (backup.path("status").asText()) {
            case BackupStatusCode.SUCCESS, BackupStatusCode.MARKED_FOR_DELETION -> targetCount;
            case BackupStatusCode.PARTIAL -> targetCount - 1;
            default -> 0;
        };
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
