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

/** Targets of each policy. Known: rows have a {@code name}. The other fields are an assumption. */
final class N2wsTargets {
    private final Map<Integer, List<ObjectNode>> targetsByPolicy = new HashMap<>();
    private final RowTable policies;
    private final N2wsBehavior behavior;
    private int nextId = 1;

    N2wsTargets(RowTable policies, N2wsBehavior behavior) {
        this.policies = policies;
        this.behavior = behavior;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws(
                "GET",
                "policies/{id}/targets/",
                (request, caller, pathVariables) -> list(request, caller, pathVariables, null));
        routes.addAws(
                "GET",
                "policies/{id}/targets/instances/",
                (request, caller, pathVariables) -> list(request, caller, pathVariables, "instance"));
        routes.addAws(
                "GET",
                "policies/{id}/targets/volumes/",
                (request, caller, pathVariables) -> list(request, caller, pathVariables, "volume"));
    }

    /**
     * Adds a target.
     *
     * @param type instance or volume
     */
    void seed(ObjectNode policy, String type, String resource, String name) {
        ObjectNode row = JsonTrees.object()
                .put("id", nextId++)
                .put("resource_type", type)
                .put("resource", resource)
                .put("name", name)
                .put("region", "us-east-1");
        targetsByPolicy
                .computeIfAbsent(policy.path("id").intValue(), id -> new ArrayList<>())
                .add(row);
    }

    List<ObjectNode> targetsOf(int policy) {
        return targetsByPolicy.getOrDefault(policy, List.of());
    }

    private ServerResponse list(
            ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables, String type) {
        RowTable table = new RowTable();
        for (ObjectNode row : targetsOf(
                caller.findVisible(policies, pathVariables.get("id")).path("id").intValue())) {
            if (type == null || row.path("resource_type").asText().equals(type)) table.put(row);
        }
        return new ListQuery(table, Set.of("resource"), List.of("name"), behavior)
                .respond(request, caller, row -> true);
    }
}
