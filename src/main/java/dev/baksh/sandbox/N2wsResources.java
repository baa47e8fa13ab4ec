package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** {@code resources/} of API 1.0 and the scan for them: only the paths are known, all that they answer is an assumption. */
final class N2wsResources {
    private final Table policies;
    private final N2wsTargets targets;
    private final N2wsSwitches switches;

    N2wsResources(Table policies, N2wsTargets targets, N2wsSwitches switches) {
        this.policies = policies;
        this.targets = targets;
        this.switches = switches;
    }

    void routes(N2wsRoutes routes) {
        routes.add("GET", "resources/", this::list);
        // Seen without the last slash.
        routes.add("GET", "user/settings/scan_resources", (ask, caller, path) -> {
            return Answer.json(200, Json.object().put("scan_resources", true));
        });
    }

    private Answer list(Ask ask, N2wsCaller caller, java.util.Map<String, String> path) {
        Table table = new Table();
        for (int id : policies.ids()) {
            if (!caller.sees(policies.row(id))) continue;
            for (ObjectNode target : targets.of(id)) table.put(target);
        }
        return new Listing(table, Set.of(), List.of("name", "resource"), switches).answer(ask, caller, row -> true);
    }
}
