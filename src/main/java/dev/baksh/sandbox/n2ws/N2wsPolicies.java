package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Routes of AWS policies (n2ws-api 2.3): CRUD, immediate backup and run times. */
final class N2wsPolicies {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");
    /** Assumption: the set of refused characters. Known: N2WS does not accept every character in a description. */
    private static final Pattern DESCRIPTION = Pattern.compile("[^<>{}\\p{Cntrl}]*");
    /** Assumption: the default number of generations. */
    private static final int DEFAULT_GENERATIONS = 30;

    private final RowTable table = new RowTable();
    private final N2wsBehavior behavior;
    private final N2wsAccounts accounts;
    private final N2wsSchedules schedules;
    private final N2wsBackups backups;

    N2wsPolicies(N2wsBehavior behavior, N2wsAccounts accounts, N2wsSchedules schedules, N2wsBackups backups) {
        this.behavior = behavior;
        this.accounts = accounts;
        this.schedules = schedules;
        this.backups = backups;
        schedules.setDeleteListener(this::removeSchedule);
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.getRows("policies/", new ListQuery(table, Set.of("user", "account"), "name"))
                .add("POST", "policies/", this::create)
                .add("PUT", "policies/{id}/", this::update)
                .add("DELETE", "policies/{id}/", this::delete)
                .add("POST", "policies/{id}/backups/", this::startBackup)
                .get("policies/{id}/run_times/", call -> schedules.runTimes(call, scheduleIds(call.row(table))));
    }

    RowTable table() {
        return table;
    }

    /** Adds a policy with the default fields of every policy and the given fields. */
    ObjectNode seed(ObjectNode fields) {
        ObjectNode row = newRow(table.nextId(), "", N2wsUsers.ROOT, 1);
        row.setAll(fields);
        table.put(row);
        return row;
    }

    /**
     * Adds policies of root that are created on demand and not stored in memory: {@code extra_000001} and so on; every
     * third is disabled.
     */
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
                .put("last_modified", behavior.now().toString());
    }

    private ServerResponse create(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        ObjectNode body = call.body();
        ObjectNode row = newRow(table.nextId(), "", ownerOf(body, call), 0);
        applyFields(body, row, "account", "name");
        table.put(row);
        return ServerResponse.json(201, row);
    }

    /** Updates only the fields that the body contains. */
    private ServerResponse update(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        ObjectNode row = call.row(table).deepCopy();
        applyFields(call.body(), row);
        table.put(row.put("last_modified", behavior.now().toString()));
        return ServerResponse.json(200, row);
    }

    /** Deletes a policy; its backups stay (assumption). */
    private ServerResponse delete(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        table.remove(call.row(table).path("id").intValue());
        return ServerResponse.empty(204);
    }

    private ServerResponse startBackup(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        return backups.start(call.row(table));
    }

    /** Returns the owner of a new policy. In API 1.1 root can create policies for every visible user. */
    private static int ownerOf(ObjectNode body, N2wsCall call) {
        int user = body.path("user").asInt(call.caller().ownerId());
        return call.visibleOwnerIds().contains(user) ? user : call.caller().ownerId();
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
        return table.rows()
                .filter(other -> !other.path("id").equals(row.path("id")))
                .anyMatch(other -> other.path("name").equals(row.path("name"))
                        && other.path("user").equals(row.path("user")));
    }

    private void removeSchedule(int schedule) {
        for (ObjectNode row : table.rows().toList()) {
            List<Integer> remainingIds = scheduleIds(row);
            if (!remainingIds.remove(Integer.valueOf(schedule))) continue;
            ObjectNode updated = row.deepCopy();
            ArrayNode schedules = updated.putArray("schedules");
            remainingIds.forEach(schedules::add);
            table.put(updated);
        }
    }

    private static List<Integer> scheduleIds(ObjectNode row) {
        List<Integer> ids = new ArrayList<>();
        row.path("schedules").forEach(schedule -> ids.add(schedule.intValue()));
        return ids;
    }
}
