package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Store and routes of the targets of each policy, with the routes {@code resources/} of API 1.0 and of the resource
 * scan. Known: the paths, and that targets have a {@code name}. The other fields and the responses of API 1.0 are an
 * assumption.
 */
final class N2wsTargets {
    private final Map<Integer, List<ObjectNode>> targetsByPolicy = new HashMap<>();
    private final RowTable policies;
    private int nextId = 1;

    N2wsTargets(RowTable policies) {
        this.policies = policies;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.get("resources/", this::listAll)
                // The known path has no final slash.
                .get(
                        "user/settings/scan_resources",
                        call -> ServerResponse.json(200, JsonTrees.object().put("scan_resources", true)));
        routes.aws()
                .get("policies/{id}/targets/", call -> list(call, ""))
                .get("policies/{id}/targets/instances/", call -> list(call, "instance"))
                .get("policies/{id}/targets/volumes/", call -> list(call, "volume"));
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

    /** Returns the targets of the policy of a backup with this type. */
    List<ObjectNode> targetsOf(ObjectNode backup, String type) {
        return targetsOf(backup.path("policy").intValue()).stream()
                .filter(target -> target.path("resource_type").asText().equals(type))
                .toList();
    }

    private ServerResponse list(N2wsCall call, String type) {
        List<ObjectNode> targets = targetsOf(call.row(policies).path("id").intValue()).stream()
                .filter(row -> row.path("resource_type").asText().startsWith(type))
                .toList();
        return call.respondList(RowTable.of(targets), Set.of("resource"), "name");
    }

    private ServerResponse listAll(N2wsCall call) {
        RowTable table = new RowTable();
        policies.rows()
                .filter(call::canSee)
                .forEach(policy -> targetsOf(policy.path("id").intValue()).forEach(table::put));
        return call.respondList(table, Set.of(), "name", "resource");
    }
}
