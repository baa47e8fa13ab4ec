package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;
import java.util.Set;

/**
 * Routes {@code resources/} of API 1.0 and the resource scan. Only the paths are known; the responses are an
 * assumption.
 */
final class N2wsResources {
    private final RowTable policies;
    private final N2wsTargets targets;
    private final N2wsBehavior behavior;

    N2wsResources(RowTable policies, N2wsTargets targets, N2wsBehavior behavior) {
        this.policies = policies;
        this.targets = targets;
        this.behavior = behavior;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.add("GET", "resources/", this::list);
        // The known path has no final slash.
        routes.add("GET", "user/settings/scan_resources", (request, caller, pathVariables) -> {
            return ServerResponse.json(200, JsonTrees.object().put("scan_resources", true));
        });
    }

    private ServerResponse list(
            ServerRequest request, N2wsPrincipal caller, java.util.Map<String, String> pathVariables) {
        RowTable table = new RowTable();
        for (int id : policies.ids()) {
            if (!caller.canSee(policies.row(id))) continue;
            for (ObjectNode target : targets.targetsOf(id)) table.put(target);
        }
        return new ListQuery(table, Set.of(), List.of("name", "resource"), behavior)
                .respond(request, caller, row -> true);
    }
}
