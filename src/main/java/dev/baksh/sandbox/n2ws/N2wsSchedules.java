package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * Store and routes of schedules (n2ws-api 2.4): CRUD, and run times that are computed from the start time. Rows do not
 * contain the start time, because the name of its API field is not known.
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
    /** Assumption: a limit, so that a response fits into memory. */
    private static final int MAX_RUN_TIMES = 100_000;

    private final RowTable table = new RowTable();
    private final Map<Integer, Instant> startTimes = new HashMap<>();
    private final N2wsBehavior behavior;
    private IntConsumer deleteListener = id -> {};

    N2wsSchedules(N2wsBehavior behavior) {
        this.behavior = behavior;
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.getRows("schedules/", new ListQuery(table, Set.of("user"), "name"))
                .add("POST", "schedules/", this::create)
                .add("PUT", "schedules/{id}/", this::update)
                .add("DELETE", "schedules/{id}/", this::delete)
                .get(
                        "schedules/{id}/run_times/",
                        call -> runTimes(
                                call, List.of(call.row(table).path("id").intValue())));
    }

    /**
     * Sets the listener that removes a deleted schedule from the policies. Assumption: the server does this, like
     * relations in Django.
     */
    void setDeleteListener(IntConsumer listener) {
        deleteListener = listener;
    }

    /** Adds a schedule with these fields; returns its id. */
    int seed(ObjectNode fields, Instant start) {
        int id = table.nextId();
        ObjectNode row = JsonTrees.object().put("id", id).setAll(fields);
        table.put(row.put("last_modified", start.toString()));
        startTimes.put(id, start);
        return id;
    }

    boolean isOwnedBy(int id, int ownerId) {
        ObjectNode row = table.get(id);
        return row != null && row.path("user").intValue() == ownerId;
    }

    /** Returns the next run times of all these schedules in order of time. Assumption: the shape of an item. */
    ServerResponse runTimes(N2wsCall call, List<Integer> ids) {
        int days = call.request().query().positiveInt("days_ahead", 0);
        if (call.query("days_ahead") == null) days = DEFAULT_DAYS_AHEAD;
        if (days == 0) throw N2wsErrorBodies.fieldError("days_ahead", "A valid integer is required.", "invalid");
        Instant now = behavior.options.clock.instant();
        List<ObjectNode> rows = new ArrayList<>();
        for (int id : ids) {
            for (Instant runTime :
                    computeRunTimes(id, now, now.plus(Duration.ofDays(days)), MAX_RUN_TIMES - rows.size()))
                rows.add(JsonTrees.object().put("run_time", runTime.toString()).put("schedule", id));
        }
        rows.sort(Comparator.comparing(row -> row.path("run_time").asText()));
        return ServerResponse.json(200, JsonTrees.array(rows));
    }

    /**
     * Returns the run times after {@code from} and up to {@code to}, computed from the start time.
     *
     * @throws RuntimeException (400) there are more than {@code limit}
     */
    private List<Instant> computeRunTimes(int id, Instant from, Instant to, int limit) {
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
            if (!runTime.isAfter(from)) continue;
            if (times.size() == limit)
                throw N2wsErrorBodies.fieldError(
                        "days_ahead", "There are more than " + MAX_RUN_TIMES + " run times.", "max_value");
            times.add(runTime);
        }
    }

    private ServerResponse create(N2wsCall call) {
        // Assumption: schedules need the same permission as backups.
        call.requirePermission(N2wsUser.BACKUPS);
        ObjectNode body = call.body();
        int id = table.nextId();
        ObjectNode row = JsonTrees.object()
                .put("id", id)
                .put("name", "")
                .put("user", call.caller().ownerId());
        applyFields(body, row, "name", "every_unit", "every_how_many");
        table.put(row.put("last_modified", behavior.now().toString()));
        // Assumption: a schedule that is created through the API starts at the next full hour.
        startTimes.put(id, behavior.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        return ServerResponse.json(201, row);
    }

    private ServerResponse update(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        ObjectNode row = call.row(table).deepCopy();
        applyFields(call.body(), row);
        table.put(row.put("last_modified", behavior.now().toString()));
        return ServerResponse.json(200, row);
    }

    private ServerResponse delete(N2wsCall call) {
        call.requirePermission(N2wsUser.BACKUPS);
        int id = call.row(table).path("id").intValue();
        table.remove(id);
        startTimes.remove(id);
        deleteListener.accept(id);
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
