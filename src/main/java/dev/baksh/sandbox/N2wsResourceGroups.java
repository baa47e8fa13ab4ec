package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Resource control groups (n2ws-api 2.7): their fields are known, what {@code operation_mode} holds is an assumption. */
final class N2wsResourceGroups {
    private final Table table = new Table();
    private final N2wsSwitches switches;

    N2wsResourceGroups(N2wsSwitches switches, Instant now) {
        this.switches = switches;
        group("office_hours", true, now.minus(Duration.ofDays(12)));
        group("lab", false, now.minus(Duration.ofDays(90)));
    }

    void routes(N2wsRoutes routes) {
        Listing all = new Listing(table, Set.of("user"), List.of("name"), switches);
        routes.aws("GET", "resource_control/groups/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
    }

    private void group(String name, boolean enabled, Instant modified) {
        ObjectNode row =
                Json.object().put("id", table.nextId()).put("name", name).put("operation_mode", "T");
        table.put(row.put("enabled", enabled).put("user", N2wsUsers.ROOT).put("last_modified", modified.toString()));
    }
}
