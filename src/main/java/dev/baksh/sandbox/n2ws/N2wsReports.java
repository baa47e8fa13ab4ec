package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.CsvResponse;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reports as files, and those that are sent on schedule (n2ws-api 2.7 and 2.8). All columns are assumptions. */
final class N2wsReports {
    private final RowTable backups;
    private final N2wsTargets targets;
    private final N2wsBehavior switches;
    private final RowTable scheduled = new RowTable();

    N2wsReports(RowTable backups, N2wsTargets targets, N2wsBehavior switches) {
        this.backups = backups;
        this.targets = targets;
        this.switches = switches;
        ObjectNode weekly = JsonTrees.object()
                .put("id", 1)
                .put("name", "weekly_backups")
                .put("enabled", true)
                .put("report_type", "backups")
                .put("recipients", "operators@example.com");
        weekly.set("schedules", JsonTrees.ints(3));
        scheduled.put(weekly.put("user", N2wsUsers.ROOT));
    }

    void routes(N2wsRoutes routes) {
        routes.add("GET", "reports/audit/", this::audit).csv("reports/audit/");
        routes.add("GET", "reports/backups/", this::backups).csv("reports/backups/");
        routes.add("GET", "reports/snapshots/", this::snapshots).csv("reports/snapshots/");
        ListQuery all = new ListQuery(scheduled, Set.of("user"), List.of("name"), switches);
        routes.add("GET", "scheduled_reports/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
    }

    /** Who did what, which here is no more than which backup ran. */
    private ServerResponse audit(ServerRequest ask, N2wsPrincipal caller, java.util.Map<String, String> path) {
        CsvResponse file = new CsvResponse("audit_report.csv", "time", "user", "operation", "object");
        each(
                ask,
                caller,
                row -> file.row(
                        row.path("start_time").asText(),
                        "system",
                        "backup",
                        row.path("name").asText()));
        return file.answer();
    }

    private ServerResponse backups(ServerRequest ask, N2wsPrincipal caller, java.util.Map<String, String> path) {
        CsvResponse file = new CsvResponse("backups_report.csv", "id", "policy", "status", "start_time", "end_time");
        each(
                ask,
                caller,
                row -> file.row(
                        row.path("id").asText(),
                        row.path("name").asText(),
                        row.path("status").asText(),
                        row.path("start_time").asText(),
                        row.path("end_time").asText("")));
        return file.answer();
    }

    private ServerResponse snapshots(ServerRequest ask, N2wsPrincipal caller, java.util.Map<String, String> path) {
        CsvResponse file =
                new CsvResponse("snapshots_report.csv", "backup", "resource", "name", "region", "start_time");
        each(ask, caller, row -> {
            for (ObjectNode target : targets.of(row.path("policy").intValue())) {
                file.row(
                        row.path("id").asText(),
                        target.path("resource").asText(),
                        target.path("name").asText(),
                        target.path("region").asText(),
                        row.path("start_time").asText());
            }
            return file;
        });
        return file.answer();
    }

    /** Each visible backup of the user asked for that began from {@code from_time} to {@code to_time}, both included. */
    private void each(
            ServerRequest ask, N2wsPrincipal caller, java.util.function.Function<ObjectNode, CsvResponse> write) {
        Predicate<ObjectNode> wanted = wanted(ask, caller, "start_time");
        for (int id : backups.ids()) if (wanted.test(backups.row(id))) write.apply(backups.row(id));
    }

    static Predicate<ObjectNode> wanted(ServerRequest ask, N2wsPrincipal caller, String field) {
        Instant from = time(ask, "from_time", Instant.MIN);
        Instant to = time(ask, "to_time", Instant.MAX);
        String user = ask.query().get("user");
        return row -> {
            Instant time = Instant.parse(row.path(field).asText());
            boolean owned = user == null || user.equals(row.path("user").asText());
            return caller.sees(row) && owned && !time.isBefore(from) && !time.isAfter(to);
        };
    }

    /** ISO 8601 in UTC with Z. */
    private static Instant time(ServerRequest ask, String name, Instant absent) {
        String text = ask.query().get(name);
        if (text == null) return absent;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw N2wsErrorBodies.field(name, "Datetime has wrong format.", "invalid");
        }
    }

    /** A document without a page that says anything, which every reader opens. */
    static ServerResponse pdf(String name) {
        String text = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
                + "trailer<</Root 1 0 R>>\n%%EOF\n";
        return ServerResponse.text(200, "application/pdf", text.getBytes(StandardCharsets.US_ASCII))
                .with("Content-Disposition", "attachment; filename=" + name);
    }
}
