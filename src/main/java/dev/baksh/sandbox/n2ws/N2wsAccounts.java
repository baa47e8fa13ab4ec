package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** AWS accounts: backup and DR accounts together, whose rows have different fields (n2ws-api 2.2). */
final class N2wsAccounts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_ -]*");

    private final RowTable table = new RowTable();
    private final N2wsBehavior switches;
    private final ListQuery all;

    N2wsAccounts(N2wsBehavior switches) {
        this.switches = switches;
        all = new ListQuery(table, Set.of("user"), List.of("name"), switches);
    }

    void routes(N2wsRoutes routes) {
        routes.aws("GET", "accounts/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
        routes.aws("GET", "accounts/backup/", (ask, caller, path) -> kind(ask, caller, false));
        routes.aws("POST", "accounts/backup/", (ask, caller, path) -> create(ask, caller));
        routes.aws("GET", "accounts/dr/", (ask, caller, path) -> kind(ask, caller, true));
        routes.aws("GET", "accounts/backup/{id}/", (ask, caller, path) -> one(caller, path.get("id"), false));
        routes.aws("GET", "accounts/dr/{id}/", (ask, caller, path) -> one(caller, path.get("id"), true));
    }

    void seed(ObjectNode row) {
        table.put(row.put("id", table.nextId()));
    }

    /** True for a backup account of that owner: a DR account cannot be a policy's account (assumption). */
    boolean usable(int id, int owner) {
        ObjectNode row = table.get(id);
        return row != null
                && row.path("user").intValue() == owner
                && !row.path("is_dr_account").booleanValue();
    }

    /** That it is made by API is known, not which fields it must have: these are an assumption. */
    private ServerResponse create(ServerRequest ask, N2wsPrincipal caller) {
        caller.must(N2wsUser.ACCOUNTS);
        ObjectNode row = JsonTrees.object()
                .put("user", caller.user().owner())
                .put("name", "")
                .put("authentication", "R")
                .put("is_dr_account", false)
                .put("scan_tagged_resources", false);
        row.set("scan_regions", JsonTrees.ints());
        row.put("capture_vpcs", true);
        new FieldValidator(RequestBodyParser.read(ask), row)
                .required("name")
                .text("name", NAME)
                .choice("authentication", Set.of("R", "C", "A"))
                .bool("scan_tagged_resources")
                .ids("scan_regions", region -> region > 0)
                .bool("capture_vpcs")
                .check();
        seed(row);
        return ServerResponse.json(201, row);
    }

    private ServerResponse kind(ServerRequest ask, N2wsPrincipal caller, boolean dr) {
        RowTable kind = new RowTable();
        for (int id : table.ids()) {
            if (table.row(id).path("is_dr_account").booleanValue() == dr) kind.put(table.row(id));
        }
        return new ListQuery(kind, Set.of("user"), List.of("name"), switches).answer(ask, caller, caller::sees);
    }

    private ServerResponse one(N2wsPrincipal caller, String id, boolean dr) {
        ObjectNode row = caller.find(table, id);
        if (row.path("is_dr_account").booleanValue() != dr) throw N2wsErrorBodies.notFound();
        return ServerResponse.json(200, row);
    }
}
