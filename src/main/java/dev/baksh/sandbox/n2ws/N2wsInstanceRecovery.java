package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Map;
import java.util.regex.Pattern;

/** Recovery of an instance from its snapshot record (n2ws-api 2.5, guide 6.48). The whole body is optional. */
final class N2wsInstanceRecovery {
    private static final Pattern INSTANCE_TYPE = Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+");
    private static final Pattern NON_EMPTY = Pattern.compile(".+");

    private final RowTable backups;
    private final N2wsSnapshots snapshots;
    private final N2wsRecoveries recoveries;

    N2wsInstanceRecovery(RowTable backups, N2wsSnapshots snapshots, N2wsRecoveries recoveries) {
        this.backups = backups;
        this.snapshots = snapshots;
        this.recoveries = recoveries;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws("POST", "backups/{id}/snapshots/instances/{snapshot}/recover/", this::recover);
    }

    private ServerResponse recover(ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables) {
        caller.requirePermission(N2wsUser.RECOVERY);
        ObjectNode backup = caller.findVisible(backups, pathVariables.get("id"));
        ObjectNode target = snapshots.findInstance(backup, pathVariables.get("snapshot"));
        new FieldValidator(RequestBodyParser.parse(request), JsonTrees.object())
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
}
