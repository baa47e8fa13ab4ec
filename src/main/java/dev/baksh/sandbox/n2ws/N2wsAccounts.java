package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Store and routes of AWS accounts: backup and DR accounts in one table. The fields of the two kinds differ (n2ws-api
 * 2.2).
 */
final class N2wsAccounts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_ -]*");

    private final RowTable table = new RowTable();

    void registerRoutes(N2wsRoutes routes) {
        routes.get("accounts/", new ListQuery(table, Set.of("user"), "name")::respond)
                .add("POST", "accounts/backup/", this::create)
                .get("accounts/backup/", call -> listByType(call, false))
                .get("accounts/dr/", call -> listByType(call, true))
                .get("accounts/backup/{id}/", call -> findByType(call, false))
                .get("accounts/dr/{id}/", call -> findByType(call, true));
    }

    void seed(ObjectNode row) {
        table.put(row.put("id", table.nextId()));
    }

    /** Returns true for a backup account of this owner. A DR account cannot be the account of a policy (assumption). */
    boolean isBackupAccountOf(int id, int ownerId) {
        ObjectNode row = table.get(id);
        return row != null && row.path("user").intValue() == ownerId && !isDr(row);
    }

    /** Creates a backup account. The operation is known; the required fields are an assumption. */
    private ServerResponse create(N2wsCall call) {
        call.requirePermission(N2wsUser.ACCOUNTS);
        ObjectNode row = JsonTrees.object()
                .put("user", call.caller().ownerId())
                .put("name", "")
                .put("authentication", "R")
                .put("is_dr_account", false)
                .put("scan_tagged_resources", false);
        row.set("scan_regions", JsonTrees.intArray());
        row.put("capture_vpcs", true);
        new FieldValidator(call.body(), row)
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

    private ServerResponse listByType(N2wsCall call, boolean dr) {
        RowTable accounts =
                RowTable.of(table.rows().filter(row -> isDr(row) == dr).toList());
        return new ListQuery(accounts, Set.of("user"), "name").respond(call);
    }

    private ServerResponse findByType(N2wsCall call, boolean dr) {
        ObjectNode row = call.row(table);
        if (isDr(row) != dr) throw N2wsErrorBodies.notFound();
        return ServerResponse.json(200, row);
    }

    private static boolean isDr(ObjectNode row) {
        return row.path("is_dr_account").booleanValue();
    }
}
