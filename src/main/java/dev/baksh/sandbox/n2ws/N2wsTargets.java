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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each policy backs up. That rows have a {@code name} is known; their other fields are an assumption. */
final class N2wsTargets {
    private final Map<Integer, List<ObjectNode>> byPolicy = new HashMap<>();
    private final RowTable policies;
    private final N2wsBehavior switches;
    private int nextId = 1;

    N2wsTargets(RowTable policies, N2wsBehavior switches) {
        this.policies = policies;
        this.switches = switches;
    }

    void routes(N2wsRoutes routes) {
        routes.aws("GET", "policies/{id}/targets/", (ask, caller, path) -> list(ask, caller, path, null));
        routes.aws(
                "GET", "policies/{id}/targets/instances/", (ask, caller, path) -> list(ask, caller, path, "instance"));
        routes.aws("GET", "policies/{id}/targets/volumes/", (ask, caller, path) -> list(ask, caller, path, "volume"));
    }

    /** @param type instance or volume */
    void seed(ObjectNode policy, String type, String resource, String name) {
        ObjectNode row = JsonTrees.object()
                .put("id", nextId++)
                .put("resource_type", type)
                .put("resource", resource)
                .put("name", name)
                .put("region", "us-east-1");
        byPolicy.computeIfAbsent(policy.path("id").intValue(), id -> new ArrayList<>())
                .add(row);
    }

    List<ObjectNode> of(int policy) {
        return byPolicy.getOrDefault(policy, List.of());
    }

    private ServerResponse list(ServerRequest ask, N2wsPrincipal caller, Map<String, String> path, String type) {
        RowTable table = new RowTable();
        for (ObjectNode row :
                of(caller.find(policies, path.get("id")).path("id").intValue())) {
            if (type == null || row.path("resource_type").asText().equals(type)) table.put(row);
        }
        return new ListQuery(table, Set.of("resource"), List.of("name"), switches).answer(ask, caller, row -> true);
    }
}
