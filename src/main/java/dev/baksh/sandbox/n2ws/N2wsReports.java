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

/** Routes of report files and scheduled reports (n2ws-api 2.7 and 2.8). All columns are assumptions. */
final class N2wsReports {
    private final RowTable backups;
    private final N2wsTargets targets;
    private final N2wsBehavior behavior;
    private final RowTable scheduledReports = new RowTable();

    N2wsReports(RowTable backups, N2wsTargets targets, N2wsBehavior behavior) {
        this.backups = backups;
        this.targets = targets;
        this.behavior = behavior;
        ObjectNode weekly = JsonTrees.object()
                .put("id", 1)
                .put("name", "weekly_backups")
                .put("enabled", true)
                .put("report_type", "backups")
                .put("recipients", "operators@example.com");
        weekly.set("schedules", JsonTrees.intArray(3));
        scheduledReports.put(weekly.put("user", N2wsUsers.ROOT));
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.add("GET", "reports/audit/", this::auditReport).producesCsv("reports/audit/");
        routes.add("GET", "reports/backups/", this::backupReport).producesCsv("reports/backups/");
        routes.add("GET", "reports/snapshots/", this::snapshotReport).producesCsv("reports/snapshots/");
        ListQuery listQuery = new ListQuery(scheduledReports, Set.of("user"), List.of("name"), behavior);
        routes.add(
                "GET",
                "scheduled_reports/",
                (request, caller, pathVariables) -> listQuery.respond(request, caller, caller::canSee));
    }

    /** Returns the audit report. The sandbox records only the backups. */
    private ServerResponse auditReport(
            ServerRequest request, N2wsPrincipal caller, java.util.Map<String, String> pathVariables) {
        CsvResponse csv = new CsvResponse("audit_report.csv", "time", "user", "operation", "object");
        forEachSelectedBackup(
                request,
                caller,
                row -> csv.addRow(
                        row.path("start_time").asText(),
                        "system",
                        "backup",
                        row.path("name").asText()));
        return csv.toResponse();
    }

    private ServerResponse backupReport(
            ServerRequest request, N2wsPrincipal caller, java.util.Map<String, String> pathVariables) {
        CsvResponse csv = new CsvResponse("backups_report.csv", "id", "policy", "status", "start_time", "end_time");
        forEachSelectedBackup(
                request,
                caller,
                row -> csv.addRow(
                        row.path("id").asText(),
                        row.path("name").asText(),
                        row.path("status").asText(),
                        row.path("start_time").asText(),
                        row.path("end_time").asText("")));
        return csv.toResponse();
    }

    private ServerResponse snapshotReport(
            ServerRequest request, N2wsPrincipal caller, java.util.Map<String, String> pathVariables) {
        CsvResponse csv = new CsvResponse("snapshots_report.csv", "backup", "resource", "name", "region", "start_time");
        forEachSelectedBackup(request, caller, row -> {
            for (ObjectNode target : targets.targetsOf(row.path("policy").intValue())) {
                csv.addRow(
                        row.path("id").asText(),
                        target.path("resource").asText(),
                        target.path("name").asText(),
                        target.path("region").asText(),
                        row.path("start_time").asText());
            }
            return csv;
        });
        return csv.toResponse();
    }

    /**
     * Applies {@code rowWriter} to each visible backup of the requested user that started between {@code from_time} and
     * {@code to_time}, both included.
     */
    private void forEachSelectedBackup(
            ServerRequest request,
            N2wsPrincipal caller,
            java.util.function.Function<ObjectNode, CsvResponse> rowWriter) {
        Predicate<ObjectNode> filter = reportFilter(request, caller, "start_time");
        for (int id : backups.ids()) if (filter.test(backups.row(id))) rowWriter.apply(backups.row(id));
    }

    static Predicate<ObjectNode> reportFilter(ServerRequest request, N2wsPrincipal caller, String field) {
        Instant from = timeParameter(request, "from_time", Instant.MIN);
        Instant to = timeParameter(request, "to_time", Instant.MAX);
        String user = request.query().get("user");
        return row -> {
            Instant time = Instant.parse(row.path(field).asText());
            boolean isUserMatch = user == null || user.equals(row.path("user").asText());
            return caller.canSee(row) && isUserMatch && !time.isBefore(from) && !time.isAfter(to);
        };
    }

    /** Parses an ISO 8601 time in UTC, with Z. */
    private static Instant timeParameter(ServerRequest request, String name, Instant defaultValue) {
        String text = request.query().get(name);
        if (text == null) return defaultValue;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw N2wsErrorBodies.fieldError(name, "Datetime has wrong format.", "invalid");
        }
    }

    /** Returns a valid PDF document with one empty page. */
    static ServerResponse emptyPdf(String name) {
        String text = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
                + "trailer<</Root 1 0 R>>\n%%EOF\n";
        return ServerResponse.text(200, "application/pdf", text.getBytes(StandardCharsets.US_ASCII))
                .withHeader("Content-Disposition", "attachment; filename=" + name);
    }
}
