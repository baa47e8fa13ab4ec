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
 * The snapshots of a backup: one for each of its policy's targets when it succeeded, all but the last when it ended partially,
 * else none. They are computed from the backup, and so is their id, which is not the AWS snapshot id.
 */
final class N2wsSnapshots {
    private static final int MOST_TARGETS = 100;

    private final RowTable backups;
    private final N2wsTargets targets;
    private final N2wsBehavior switches;

    N2wsSnapshots(RowTable backups, N2wsTargets targets, N2wsBehavior switches) {
        this.backups = backups;
        this.targets = targets;
        this.switches = switches;
    }

    void routes(N2wsRoutes routes) {
        routes.aws("GET", "backups/{id}/snapshots/", (ask, caller, path) -> list(ask, caller, path, null));
        routes.aws(
                "GET", "backups/{id}/snapshots/instances/", (ask, caller, path) -> list(ask, caller, path, "instance"));
        routes.aws("GET", "backups/{id}/snapshots/volumes/", (ask, caller, path) -> list(ask, caller, path, "volume"));
    }

    private ServerResponse list(ServerRequest ask, N2wsPrincipal caller, Map<String, String> path, String type) {
        ObjectNode backup = caller.find(backups, path.get("id"));
        String resource = ask.query().get("resource");
        RowTable table = new RowTable();
        List<ObjectNode> backedUp = targets.of(backup.path("policy").intValue());
        for (int i = 0; i < count(backup, backedUp.size()); i++) {
            ObjectNode target = backedUp.get(i);
            if (type != null && !target.path("resource_type").asText().equals(type)) continue;
            // The filter takes the AWS id of the resource; the row's own field for it has another name.
            if (resource != null && !target.path("resource").asText().equals(resource)) continue;
            table.put(row(backup.path("id").intValue() * MOST_TARGETS + i, target));
        }
        return new ListQuery(table, Set.of("status", "region"), List.of(), switches).answer(ask, caller, row -> true);
    }

    /**
     * The instance of a snapshot record.
     *
     * @throws HttpErrorException 404 when the backup has no such record of an instance
     */
    ObjectNode instance(ObjectNode backup, String id) {
        List<ObjectNode> backedUp = targets.of(backup.path("policy").intValue());
        for (int i = 0; i < count(backup, backedUp.size()); i++) {
            boolean same = id.equals(Integer.toString(backup.path("id").intValue() * MOST_TARGETS + i));
            boolean instance = backedUp.get(i).path("resource_type").asText().equals("instance");
            if (same && instance) return backedUp.get(i);
        }
        throw N2wsErrorBodies.notFound();
    }

    private static int count(ObjectNode backup, int targets) {
        return switch (backup.path("status").asText()) {
            case BackupStatusCode.SUCCESS, BackupStatusCode.MARKED_FOR_DELETION -> targets;
            case BackupStatusCode.PARTIAL -> targets - 1;
            default -> 0;
        };
    }

    /** id, snapshot_id, status and region are known; the names of the resource's fields are those of S3 copies. */
    private static ObjectNode row(int id, ObjectNode target) {
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
