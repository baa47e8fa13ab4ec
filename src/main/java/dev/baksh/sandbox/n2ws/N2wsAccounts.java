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

/** Routes of AWS accounts: backup and DR accounts in one table. The fields of the two kinds differ (n2ws-api 2.2). */
final class N2wsAccounts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_ -]*");

    private final RowTable table = new RowTable();
    private final N2wsBehavior behavior;
    private final ListQuery listQuery;

    N2wsAccounts(N2wsBehavior behavior) {
        this.behavior = behavior;
        listQuery = new ListQuery(table, Set.of("user"), List.of("name"), behavior);
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws(
                "GET",
                "accounts/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
        routes.addAws(
                "GET", "accounts/backup/", (request, caller, pathVariables) -> listByType(request, caller, false));
        routes.addAws("POST", "accounts/backup/", (request, caller, pathVariables) -> create(request, caller));
        routes.addAws("GET", "accounts/dr/", (request, caller, pathVariables) -> listByType(request, caller, true));
        routes.addAws(
                "GET",
                "accounts/backup/{id}/",
                (request, caller, pathVariables) -> findByType(caller, pathVariables.get("id"), false));
        routes.addAws(
                "GET",
                "accounts/dr/{id}/",
                (request, caller, pathVariables) -> findByType(caller, pathVariables.get("id"), true));
    }

    void seed(ObjectNode row) {
        table.put(row.put("id", table.nextId()));
    }

    /** Returns true for a backup account of this owner. A DR account cannot be the account of a policy (assumption). */
    boolean isBackupAccountOf(int id, int ownerId) {
        ObjectNode row = table.get(id);
        return row != null
                && row.path("user").intValue() == ownerId
                && !row.path("is_dr_account").booleanValue();
    }

    /** Creates a backup account. The operation is known; the required fields are an assumption. */
    private ServerResponse create(ServerRequest request, N2wsPrincipal caller) {
        caller.requirePermission(N2wsUser.ACCOUNTS);
        ObjectNode row = JsonTrees.object()
                .put("user", caller.user().ownerId())
                .put("name", "")
                .put("authentication", "R")
                .put("is_dr_account", false)
                .put("scan_tagged_resources", false);
        row.set("scan_regions", JsonTrees.intArray());
        row.put("capture_vpcs", true);
        new FieldValidator(RequestBodyParser.parse(request), row)
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

    private ServerResponse listByType(ServerRequest request, N2wsPrincipal caller, boolean isDr) {
        RowTable accounts = new RowTable();
        for (int id : table.ids()) {
            if (table.row(id).path("is_dr_account").booleanValue() == isDr) accounts.put(table.row(id));
        }
        return new ListQuery(accounts, Set.of("user"), List.of("name"), behavior)
                .respond(request, caller, caller::canSee);
    }

    private ServerResponse findByType(N2wsPrincipal caller, String id, boolean isDr) {
        ObjectNode row = caller.findVisible(table, id);
        if (row.path("is_dr_account").booleanValue() != isDr) throw N2wsErrorBodies.notFound();
        return ServerResponse.json(200, row);
    }
}
