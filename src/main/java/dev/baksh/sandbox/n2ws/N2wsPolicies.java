package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** AWS policies (n2ws-api 2.3): CRUD and running one now. */
public final class N2wsPolicies {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");
    /** Assumption: which characters a description refuses (that it refuses some is known). */
    private static final Pattern DESCRIPTION = Pattern.compile("[^<>{}\\p{Cntrl}]*");
    /** Assumption: generations kept when not said. */
    private static final int GENERATIONS = 30;

    private final RowTable table = new RowTable();
    private final ListQuery all;
    private final N2wsAccounts accounts;
    private final N2wsSchedules schedules;
    private final N2wsBackups backups;
    private final Clock clock;

    N2wsPolicies(
            N2wsBehavior switches, N2wsAccounts accounts, N2wsSchedules schedules, N2wsBackups backups, Clock clock) {
        this.accounts = accounts;
        this.schedules = schedules;
        this.backups = backups;
        this.clock = clock;
        schedules.whenDeleted(this::detach);
        all = new ListQuery(table, Set.of("user", "account"), List.of("name"), switches);
    }

    void routes(N2wsRoutes routes) {
        routes.aws("GET", "policies/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
        routes.aws("POST", "policies/", (ask, caller, path) -> create(ask, caller));
        routes.aws(
                "GET",
                "policies/{id}/",
                (ask, caller, path) -> ServerResponse.json(200, caller.find(table, path.get("id"))));
        routes.aws("PUT", "policies/{id}/", (ask, caller, path) -> update(ask, caller, path.get("id")));
        routes.aws("DELETE", "policies/{id}/", (ask, caller, path) -> delete(caller, path.get("id")));
        routes.aws("POST", "policies/{id}/backups/", (ask, caller, path) -> {
            caller.must(N2wsUser.BACKUPS);
            return backups.start(caller.find(table, path.get("id")));
        });
        routes.aws("GET", "policies/{id}/run_times/", (ask, caller, path) -> runTimes(ask, caller, path.get("id")));
    }

    public RowTable table() {
        return table;
    }

    /** Adds a policy with the fields that every policy has. */
    ObjectNode seed(String name, int owner, int account, int... scheduleIds) {
        ObjectNode row = fresh(table.nextId(), name, owner, account);
        row.set("schedules", JsonTrees.ints(scheduleIds));
        table.put(row);
        return row;
    }

    /** Adds this many policies that take no room: {@code extra_000001} and so on, of root, every third one disabled. */
    void generate(int count, int account) {
        if (count == 0) return;
        int first = table.nextId();
        table.generate(count, id -> {
            if (id < first || id >= first + count) return null;
            int number = id - first + 1;
            ObjectNode row = fresh(id, String.format("extra_%06d", number), N2wsUsers.ROOT, account);
            return row.put("enabled", number % 3 != 0);
        });
    }

    private ObjectNode fresh(int id, String name, int owner, int account) {
        ObjectNode row = JsonTrees.object()
                .put("id", id)
                .put("name", name)
                .put("description", "")
                .put("enabled", true)
                .put("account", account)
                .put("user", owner);
        row.putArray("schedules");
        return row.put("generations", GENERATIONS)
                .put("auto_remove_resource", "N")
                .put("dr_enabled", false)
                .put("copy_to_s3_enabled", false)
                .put("last_modified", now());
    }

    private ServerResponse create(ServerRequest ask, N2wsPrincipal caller) {
        caller.must(N2wsUser.BACKUPS);
        ObjectNode body = RequestBodyParser.read(ask);
        int owner = owner(body, caller);
        ObjectNode row = fresh(table.nextId(), "", owner, 0);
        fill(body, row, "account", "name");
        table.put(row);
        return ServerResponse.json(201, row);
    }

    /** Only the fields that the body has. */
    private ServerResponse update(ServerRequest ask, N2wsPrincipal caller, String id) {
        caller.must(N2wsUser.BACKUPS);
        ObjectNode row = caller.find(table, id).deepCopy();
        fill(RequestBodyParser.read(ask), row);
        table.put(row.put("last_modified", now()));
        return ServerResponse.json(200, row);
    }

    /** The policy's backups stay (assumption). */
    private ServerResponse delete(N2wsPrincipal caller, String id) {
        caller.must(N2wsUser.BACKUPS);
        table.remove(caller.find(table, id).path("id").intValue());
        return ServerResponse.empty(204);
    }

    /** API 1.1 let root create for another user whom it sees. */
    private static int owner(ObjectNode body, N2wsPrincipal caller) {
        int user = body.path("user").asInt(caller.user().owner());
        return caller.seenOwners().contains(user) ? user : caller.user().owner();
    }

    private void fill(ObjectNode body, ObjectNode row, String... required) {
        int owner = row.path("user").intValue();
        FieldValidator fields = new FieldValidator(body, row)
                .required(required)
                .text("name", NAME)
                .text("description", DESCRIPTION)
                .bool("enabled")
                .integer("generations", 1)
                .id("account", id -> accounts.usable(id, owner))
                .ids("schedules", id -> schedules.usable(id, owner))
                .text("auto_remove_resource", Pattern.compile("[A-Z]"));
        if (body.has("name") && taken(row)) fields.error("name", "This field must be unique.", "unique");
        fields.check();
    }

    /** Names are unique within a user (assumption; that two users may use one name is how twins come about). */
    private boolean taken(ObjectNode row) {
        String name = row.path("name").asText();
        for (int id : table.ids()) {
            if (id == row.path("id").intValue()) continue;
            ObjectNode other = table.row(id);
            if (other.path("name").asText().equals(name) && other.path("user").equals(row.path("user"))) return true;
        }
        return false;
    }

    private void detach(int schedule) {
        for (int id : table.ids()) {
            ObjectNode row = table.row(id);
            List<Integer> kept = scheduleIds(row);
            if (!kept.remove(Integer.valueOf(schedule))) continue;
            ObjectNode changed = row.deepCopy();
            changed.set(
                    "schedules",
                    JsonTrees.ints(kept.stream().mapToInt(Integer::intValue).toArray()));
            table.put(changed);
        }
    }

    private ServerResponse runTimes(ServerRequest ask, N2wsPrincipal caller, String id) {
        return schedules.runTimes(ask, scheduleIds(caller.find(table, id)));
    }

    private static List<Integer> scheduleIds(ObjectNode row) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode schedule : row.path("schedules")) ids.add(schedule.intValue());
        return ids;
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
