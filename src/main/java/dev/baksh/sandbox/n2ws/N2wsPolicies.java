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

/** Routes of AWS policies (n2ws-api 2.3): CRUD and immediate backup. */
public final class N2wsPolicies {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");
    /** Assumption: the set of refused characters. Known: a description may not contain all characters. */
    private static final Pattern DESCRIPTION = Pattern.compile("[^<>{}\\p{Cntrl}]*");
    /** Assumption: the default number of generations. */
    private static final int DEFAULT_GENERATIONS = 30;

    private final RowTable table = new RowTable();
    private final ListQuery listQuery;
    private final N2wsAccounts accounts;
    private final N2wsSchedules schedules;
    private final N2wsBackups backups;
    private final Clock clock;

    N2wsPolicies(
            N2wsBehavior behavior, N2wsAccounts accounts, N2wsSchedules schedules, N2wsBackups backups, Clock clock) {
        this.accounts = accounts;
        this.schedules = schedules;
        this.backups = backups;
        this.clock = clock;
        schedules.setDeleteListener(this::removeSchedule);
        listQuery = new ListQuery(table, Set.of("user", "account"), List.of("name"), behavior);
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.addAws(
                "GET",
                "policies/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
        routes.addAws("POST", "policies/", (request, caller, pathVariables) -> create(request, caller));
        routes.addAws(
                "GET",
                "policies/{id}/",
                (request, caller, pathVariables) ->
                        ServerResponse.json(200, caller.findVisible(table, pathVariables.get("id"))));
        routes.addAws(
                "PUT",
                "policies/{id}/",
                (request, caller, pathVariables) -> update(request, caller, pathVariables.get("id")));
        routes.addAws(
                "DELETE",
                "policies/{id}/",
                (request, caller, pathVariables) -> delete(caller, pathVariables.get("id")));
        routes.addAws("POST", "policies/{id}/backups/", (request, caller, pathVariables) -> {
            caller.requirePermission(N2wsUser.BACKUPS);
            return backups.start(caller.findVisible(table, pathVariables.get("id")));
        });
        routes.addAws(
                "GET",
                "policies/{id}/run_times/",
                (request, caller, pathVariables) -> runTimes(request, caller, pathVariables.get("id")));
    }

    public RowTable table() {
        return table;
    }

    /** Adds a policy with the fields that every policy has. */
    ObjectNode seed(String name, int ownerId, int account, int... scheduleIds) {
        ObjectNode row = newRow(table.nextId(), name, ownerId, account);
        row.set("schedules", JsonTrees.intArray(scheduleIds));
        table.put(row);
        return row;
    }

    /** Adds generated policies of root that need no memory: {@code extra_000001} and so on; every third is disabled. */
    void generate(int count, int account) {
        if (count == 0) return;
        int firstId = table.nextId();
        table.addGenerated(count, id -> {
            if (id < firstId || id >= firstId + count) return null;
            int number = id - firstId + 1;
            ObjectNode row = newRow(id, String.format("extra_%06d", number), N2wsUsers.ROOT, account);
            return row.put("enabled", number % 3 != 0);
        });
    }

    private ObjectNode newRow(int id, String name, int ownerId, int account) {
        ObjectNode row = JsonTrees.object()
                .put("id", id)
                .put("name", name)
                .put("description", "")
                .put("enabled", true)
                .put("account", account)
                .put("user", ownerId);
        row.putArray("schedules");
        return row.put("generations", DEFAULT_GENERATIONS)
                .put("auto_remove_resource", "N")
                .put("dr_enabled", false)
                .put("copy_to_s3_enabled", false)
                .put("last_modified", currentTime());
    }

    private ServerResponse create(ServerRequest request, N2wsPrincipal caller) {
        caller.requirePermission(N2wsUser.BACKUPS);
        ObjectNode body = RequestBodyParser.parse(request);
        int ownerId = ownerOf(body, caller);
        ObjectNode row = newRow(table.nextId(), "", ownerId, 0);
        applyFields(body, row, "account", "name");
        table.put(row);
        return ServerResponse.json(201, row);
    }

    /** Updates only the fields that the body contains. */
    private ServerResponse update(ServerRequest request, N2wsPrincipal caller, String id) {
        caller.requirePermission(N2wsUser.BACKUPS);
        ObjectNode row = caller.findVisible(table, id).deepCopy();
        applyFields(RequestBodyParser.parse(request), row);
        table.put(row.put("last_modified", currentTime()));
        return ServerResponse.json(200, row);
    }

    /** Deletes a policy; its backups stay (assumption). */
    private ServerResponse delete(N2wsPrincipal caller, String id) {
        caller.requirePermission(N2wsUser.BACKUPS);
        table.remove(caller.findVisible(table, id).path("id").intValue());
        return ServerResponse.empty(204);
    }

    /** Returns the owner of a new policy. In API 1.1 root can create policies for every visible user. */
    private static int ownerOf(ObjectNode body, N2wsPrincipal caller) {
        int user = body.path("user").asInt(caller.user().ownerId());
        return caller.visibleOwnerIds().contains(user) ? user : caller.user().ownerId();
    }

    private void applyFields(ObjectNode body, ObjectNode row, String... requiredFields) {
        int ownerId = row.path("user").intValue();
        FieldValidator validator = new FieldValidator(body, row)
                .required(requiredFields)
                .text("name", NAME)
                .text("description", DESCRIPTION)
                .bool("enabled")
                .integer("generations", 1)
                .id("account", id -> accounts.isBackupAccountOf(id, ownerId))
                .ids("schedules", id -> schedules.isOwnedBy(id, ownerId))
                .text("auto_remove_resource", Pattern.compile("[A-Z]"));
        if (body.has("name") && isNameTaken(row)) validator.addError("name", "This field must be unique.", "unique");
        validator.check();
    }

    /**
     * Returns true if the name is not unique for the user (assumption: two users may use the same name, so a list can
     * show it twice).
     */
    private boolean isNameTaken(ObjectNode row) {
        String name = row.path("name").asText();
        for (int id : table.ids()) {
            if (id == row.path("id").intValue()) continue;
            ObjectNode other = table.row(id);
            if (other.path("name").asText().equals(name) && other.path("user").equals(row.path("user"))) return true;
        }
        return false;
    }

    private void removeSchedule(int schedule) {
        for (int id : table.ids()) {
            ObjectNode row = table.row(id);
            List<Integer> remainingIds = scheduleIds(row);
            if (!remainingIds.remove(Integer.valueOf(schedule))) continue;
            ObjectNode updated = row.deepCopy();
            updated.set(
                    "schedules",
                    JsonTrees.intArray(
                            remainingIds.stream().mapToInt(Integer::intValue).toArray()));
            table.put(updated);
        }
    }

    private ServerResponse runTimes(ServerRequest request, N2wsPrincipal caller, String id) {
        return schedules.runTimes(request, scheduleIds(caller.findVisible(table, id)));
    }

    private static List<Integer> scheduleIds(ObjectNode row) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode schedule : row.path("schedules")) ids.add(schedule.intValue());
        return ids;
    }

    private String currentTime() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
