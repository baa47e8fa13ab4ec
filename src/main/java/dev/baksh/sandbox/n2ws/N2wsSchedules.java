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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * Routes of schedules (n2ws-api 2.4): CRUD, and run times computed from the start time. The start time has no known API
 * name, so rows do not contain it.
 */
final class N2wsSchedules {
    /** Letters of time units: O is known, the others are an assumption (n2ws-api 2.4). */
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "M", ChronoUnit.MINUTES,
            "H", ChronoUnit.HOURS,
            "D", ChronoUnit.DAYS,
            "W", ChronoUnit.WEEKS,
            "O", ChronoUnit.MONTHS);
    /** Assumption: the pattern of policy names, plus blanks. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_ -]*");
    /** Assumption: the default of days_ahead. */
    private static final int DEFAULT_DAYS_AHEAD = 7;

    private final RowTable table = new RowTable();
    private final Map<Integer, Instant> startTimes = new HashMap<>();
    private final ListQuery listQuery;
    private final Clock clock;
    private IntConsumer deleteListener = id -> {};

    N2wsSchedules(N2wsBehavior behavior, Clock clock) {
        this.clock = clock;
        listQuery = new ListQuery(table, Set.of("user"), List.of("name"), behavior);
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.add(
                "GET",
                "schedules/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
        routes.add("POST", "schedules/", (request, caller, pathVariables) -> create(request, caller));
        routes.add(
                "GET",
                "schedules/{id}/",
                (request, caller, pathVariables) ->
                        ServerResponse.json(200, caller.findVisible(table, pathVariables.get("id"))));
        routes.add(
                "PUT",
                "schedules/{id}/",
                (request, caller, pathVariables) -> update(request, caller, pathVariables.get("id")));
        routes.add(
                "DELETE",
                "schedules/{id}/",
                (request, caller, pathVariables) -> delete(caller, pathVariables.get("id")));
        routes.add("GET", "schedules/{id}/run_times/", (request, caller, pathVariables) -> {
            int id = caller.findVisible(table, pathVariables.get("id"))
                    .path("id")
                    .intValue();
            return runTimes(request, List.of(id));
        });
    }

    /** Sets the listener that removes a deleted schedule from the policies (assumption: relations in Django do so). */
    void setDeleteListener(IntConsumer listener) {
        deleteListener = listener;
    }

    int seed(String name, String unit, int howMany, int ownerId, Instant start) {
        int id = table.nextId();
        ObjectNode row = JsonTrees.object().put("id", id).put("name", name).put("user", ownerId);
        table.put(row.put("every_unit", unit).put("every_how_many", howMany).put("last_modified", start.toString()));
        startTimes.put(id, start);
        return id;
    }

    boolean isOwnedBy(int id, int ownerId) {
        ObjectNode row = table.get(id);
        return row != null && row.path("user").intValue() == ownerId;
    }

    /** Returns the next run times of all these schedules in order of time. Assumption: the shape of an item. */
    ServerResponse runTimes(ServerRequest request, List<Integer> ids) {
        String parameter = request.query().get("days_ahead");
        Integer days = request.query().positiveInt("days_ahead");
        if (parameter != null && days == null) {
            throw N2wsErrorBodies.fieldError("days_ahead", "A valid integer is required.", "invalid");
        }
        Instant now = clock.instant();
        Instant end = now.plus(Duration.ofDays(days == null ? DEFAULT_DAYS_AHEAD : days));
        List<ObjectNode> rows = new ArrayList<>();
        for (int id : ids) {
            for (Instant runTime : computeRunTimes(id, now, end)) {
                rows.add(JsonTrees.object().put("run_time", runTime.toString()).put("schedule", id));
            }
        }
        rows.sort((left, right) ->
                left.path("run_time").asText().compareTo(right.path("run_time").asText()));
        return ServerResponse.json(200, JsonTrees.array(rows));
    }

    /** Returns the run times after {@code from} and up to {@code to}, computed from the start time. */
    private List<Instant> computeRunTimes(int id, Instant from, Instant to) {
        ObjectNode row = table.get(id);
        if (row == null) return List.of();
        ChronoUnit unit = UNITS.get(row.path("every_unit").asText());
        int step = row.path("every_how_many").intValue();
        var start = startTimes.get(id).atOffset(ZoneOffset.UTC);
        List<Instant> times = new ArrayList<>();
        long index = Math.max(0, unit.between(start, from.atOffset(ZoneOffset.UTC)) / step);
        while (true) {
            Instant runTime = start.plus(index++ * step, unit).toInstant();
            if (runTime.isAfter(to)) return times;
            if (runTime.isAfter(from)) times.add(runTime);
        }
    }

    private ServerResponse create(ServerRequest request, N2wsPrincipal caller) {
        // Assumption: schedules need the same permission as backups.
        caller.requirePermission(N2wsUser.BACKUPS);
        ObjectNode body = RequestBodyParser.parse(request);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        int id = table.nextId();
        int ownerId = caller.user().ownerId();
        ObjectNode row = JsonTrees.object().put("id", id).put("name", "").put("user", ownerId);
        applyFields(body, row, "name", "every_unit", "every_how_many");
        table.put(row.put("last_modified", now.toString()));
        // Assumption: a schedule that is created by API starts at the next full hour.
        startTimes.put(id, now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        return ServerResponse.json(201, row);
    }

    private ServerResponse update(ServerRequest request, N2wsPrincipal caller, String id) {
        caller.requirePermission(N2wsUser.BACKUPS);
        ObjectNode row = caller.findVisible(table, id).deepCopy();
        applyFields(RequestBodyParser.parse(request), row);
        row.put("last_modified", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        table.put(row);
        return ServerResponse.json(200, row);
    }

    private ServerResponse delete(N2wsPrincipal caller, String id) {
        caller.requirePermission(N2wsUser.BACKUPS);
        int deletedId = caller.findVisible(table, id).path("id").intValue();
        table.remove(deletedId);
        startTimes.remove(deletedId);
        deleteListener.accept(deletedId);
        return ServerResponse.empty(204);
    }

    private static void applyFields(ObjectNode body, ObjectNode row, String... requiredFields) {
        new FieldValidator(body, row)
                .required(requiredFields)
                .text("name", NAME)
                .choice("every_unit", UNITS.keySet())
                .integer("every_how_many", 1)
                .check();
    }
}
