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

/** Schedules (n2ws-api 2.4): CRUD, and run times computed from the start, which has no known API name and stays inside. */
final class N2wsSchedules {
    /** Letters: O is known, the others are an assumption (n2ws-api 2.4). */
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "M", ChronoUnit.MINUTES,
            "H", ChronoUnit.HOURS,
            "D", ChronoUnit.DAYS,
            "W", ChronoUnit.WEEKS,
            "O", ChronoUnit.MONTHS);
    /** Assumption: as for policies, and blanks besides. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_ -]*");
    /** Assumption: how far ahead run times go when not said. */
    private static final int DAYS_AHEAD = 7;

    private final RowTable table = new RowTable();
    private final Map<Integer, Instant> starts = new HashMap<>();
    private final ListQuery all;
    private final Clock clock;
    private IntConsumer whenDeleted = id -> {};

    N2wsSchedules(N2wsBehavior switches, Clock clock) {
        this.clock = clock;
        all = new ListQuery(table, Set.of("user"), List.of("name"), switches);
    }

    void routes(N2wsRoutes routes) {
        routes.add("GET", "schedules/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
        routes.add("POST", "schedules/", (ask, caller, path) -> create(ask, caller));
        routes.add(
                "GET",
                "schedules/{id}/",
                (ask, caller, path) -> ServerResponse.json(200, caller.find(table, path.get("id"))));
        routes.add("PUT", "schedules/{id}/", (ask, caller, path) -> update(ask, caller, path.get("id")));
        routes.add("DELETE", "schedules/{id}/", (ask, caller, path) -> delete(caller, path.get("id")));
        routes.add("GET", "schedules/{id}/run_times/", (ask, caller, path) -> {
            int id = caller.find(table, path.get("id")).path("id").intValue();
            return runTimes(ask, List.of(id));
        });
    }

    /** Policies lose a schedule that goes (assumption: as relations do in the server's framework). */
    void whenDeleted(IntConsumer action) {
        whenDeleted = action;
    }

    int seed(String name, String unit, int howMany, int owner, Instant start) {
        int id = table.nextId();
        ObjectNode row = JsonTrees.object().put("id", id).put("name", name).put("user", owner);
        table.put(row.put("every_unit", unit).put("every_how_many", howMany).put("last_modified", start.toString()));
        starts.put(id, start);
        return id;
    }

    boolean usable(int id, int owner) {
        ObjectNode row = table.get(id);
        return row != null && row.path("user").intValue() == owner;
    }

    /** The next run times of all these schedules, in order of time; the shape of an item is an assumption. */
    ServerResponse runTimes(ServerRequest ask, List<Integer> ids) {
        String asked = ask.query().get("days_ahead");
        Integer days = ask.query().positive("days_ahead");
        if (asked != null && days == null) {
            throw N2wsErrorBodies.field("days_ahead", "A valid integer is required.", "invalid");
        }
        Instant now = clock.instant();
        Instant end = now.plus(Duration.ofDays(days == null ? DAYS_AHEAD : days));
        List<ObjectNode> runs = new ArrayList<>();
        for (int id : ids) {
            for (Instant run : runs(id, now, end)) {
                runs.add(JsonTrees.object().put("run_time", run.toString()).put("schedule", id));
            }
        }
        runs.sort((left, right) ->
                left.path("run_time").asText().compareTo(right.path("run_time").asText()));
        return ServerResponse.json(200, JsonTrees.array(runs));
    }

    /** Runs after {@code from} and up to {@code to}: every run derives from the start. */
    private List<Instant> runs(int id, Instant from, Instant to) {
        ObjectNode row = table.get(id);
        if (row == null) return List.of();
        ChronoUnit unit = UNITS.get(row.path("every_unit").asText());
        int step = row.path("every_how_many").intValue();
        var start = starts.get(id).atOffset(ZoneOffset.UTC);
        List<Instant> runs = new ArrayList<>();
        long number = Math.max(0, unit.between(start, from.atOffset(ZoneOffset.UTC)) / step);
        while (true) {
            Instant run = start.plus(number++ * step, unit).toInstant();
            if (run.isAfter(to)) return runs;
            if (run.isAfter(from)) runs.add(run);
        }
    }

    private ServerResponse create(ServerRequest ask, N2wsPrincipal caller) {
        // Assumption: schedules are guarded as backups are.
        caller.must(N2wsUser.BACKUPS);
        ObjectNode body = RequestBodyParser.read(ask);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        int id = table.nextId();
        int owner = caller.user().owner();
        ObjectNode row = JsonTrees.object().put("id", id).put("name", "").put("user", owner);
        fill(body, row, "name", "every_unit", "every_how_many");
        table.put(row.put("last_modified", now.toString()));
        // Assumption: a schedule made by API starts at the next full hour.
        starts.put(id, now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        return ServerResponse.json(201, row);
    }

    private ServerResponse update(ServerRequest ask, N2wsPrincipal caller, String id) {
        caller.must(N2wsUser.BACKUPS);
        ObjectNode row = caller.find(table, id).deepCopy();
        fill(RequestBodyParser.read(ask), row);
        row.put("last_modified", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        table.put(row);
        return ServerResponse.json(200, row);
    }

    private ServerResponse delete(N2wsPrincipal caller, String id) {
        caller.must(N2wsUser.BACKUPS);
        int gone = caller.find(table, id).path("id").intValue();
        table.remove(gone);
        starts.remove(gone);
        whenDeleted.accept(gone);
        return ServerResponse.empty(204);
    }

    private static void fill(ObjectNode body, ObjectNode row, String... required) {
        new FieldValidator(body, row)
                .required(required)
                .text("name", NAME)
                .choice("every_unit", UNITS.keySet())
                .integer("every_how_many", 1)
                .check();
    }
}
