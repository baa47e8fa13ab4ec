package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Resource control groups (n2ws-api 2.7). The fields are known; the value of {@code operation_mode} is an assumption.
 */
final class N2wsResourceGroups {
    private final RowTable table = new RowTable();
    private final N2wsBehavior behavior;

    N2wsResourceGroups(N2wsBehavior behavior, Instant now) {
        this.behavior = behavior;
        addGroup("office_hours", true, now.minus(Duration.ofDays(12)));
        addGroup("lab", false, now.minus(Duration.ofDays(90)));
    }

    void registerRoutes(N2wsRoutes routes) {
        ListQuery listQuery = new ListQuery(table, Set.of("user"), List.of("name"), behavior);
        routes.addAws(
                "GET",
                "resource_control/groups/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
    }

    private void addGroup(String name, boolean enabled, Instant modified) {
        ObjectNode row =
                JsonTrees.object().put("id", table.nextId()).put("name", name).put("operation_mode", "T");
        table.put(row.put("enabled", enabled).put("user", N2wsUsers.ROOT).put("last_modified", modified.toString()));
    }
}
