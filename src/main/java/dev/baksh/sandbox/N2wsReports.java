package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reports as files, and those that are sent on schedule (n2ws-api 2.7 and 2.8). All columns are assumptions. */
final class N2wsReports {
    private final Table backups;
    private final N2wsTargets targets;
    private final N2wsSwitches switches;
    private final Table scheduled = new Table();

    N2wsReports(Table backups, N2wsTargets targets, N2wsSwitches switches) {
        this.backups = backups;
        this.targets = targets;
        this.switches = switches;
        ObjectNode weekly = Json.object()
                .put("id", 1)
                .put("name", "weekly_backups")
                .put("enabled", true)
                .put("report_type", "backups")
                .put("recipients", "operators@example.com");
        weekly.set("schedules", Json.ints(3));
        scheduled.put(weekly.put("user", N2wsUsers.ROOT));
    }

    void routes(N2wsRoutes routes) {
        routes.add("GET", "reports/audit/", this::audit).csv("reports/audit/");
        routes.add("GET", "reports/backups/", this::backups).csv("reports/backups/");
        routes.add("GET", "reports/snapshots/", this::snapshots).csv("reports/snapshots/");
        Listing all = new Listing(scheduled, Set.of("user"), List.of("name"), switches);
        routes.add("GET", "scheduled_reports/", (ask, caller, path) -> all.answer(ask, caller, caller::sees));
    }

    /** Who did what, which here is no more than which backup ran. */
    private Answer audit(Ask ask, N2wsCaller caller, java.util.Map<String, String> path) {
        CsvFile file = new CsvFile("audit_report.csv", "time", "user", "operation", "object");
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

    private Answer backups(Ask ask, N2wsCaller caller, java.util.Map<String, String> path) {
        CsvFile file = new CsvFile("backups_report.csv", "id", "policy", "status", "start_time", "end_time");
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

    private Answer snapshots(Ask ask, N2wsCaller caller, java.util.Map<String, String> path) {
        CsvFile file = new CsvFile("snapshots_report.csv", "backup", "resource", "name", "region", "start_time");
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
    private void each(Ask ask, N2wsCaller caller, java.util.function.Function<ObjectNode, CsvFile> write) {
        Predicate<ObjectNode> wanted = wanted(ask, caller, "start_time");
        for (int id : backups.ids()) if (wanted.test(backups.row(id))) write.apply(backups.row(id));
    }

    static Predicate<ObjectNode> wanted(Ask ask, N2wsCaller caller, String field) {
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
    private static Instant time(Ask ask, String name, Instant absent) {
        String text = ask.query().get(name);
        if (text == null) return absent;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw N2wsErrors.field(name, "Datetime has wrong format.", "invalid");
        }
    }

    /** A document without a page that says anything, which every reader opens. */
    static Answer pdf(String name) {
        String text = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
                + "trailer<</Root 1 0 R>>\n%%EOF\n";
        return Answer.text(200, "application/pdf", text.getBytes(StandardCharsets.US_ASCII))
                .with("Content-Disposition", "attachment; filename=" + name);
    }
}
