package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.CsvFileBuilder;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Routes of report files (n2ws-api 2.7 and 2.8). All columns are assumptions. */
record N2wsReports(RowTable backups, N2wsTargets targets) {
    void registerRoutes(N2wsRoutes routes) {
        routes.getFile("text/csv", "reports/audit/", this::auditReport)
                .getFile("text/csv", "reports/backups/", this::backupReport)
                .getFile("text/csv", "reports/snapshots/", this::snapshotReport);
    }

    /** Returns the audit report. In the sandbox, the report contains only backups. */
    private ServerResponse auditReport(N2wsCall call) {
        CsvFileBuilder csv = new CsvFileBuilder("audit_report.csv", "time", "user", "operation", "object");
        for (ObjectNode backup : selectBackups(backups, call)) {
            String time = backup.path("start_time").asText();
            csv.addRow(time, "system", "backup", backup.path("name").asText());
        }
        return csv.toResponse();
    }

    private ServerResponse backupReport(N2wsCall call) {
        CsvFileBuilder csv =
                new CsvFileBuilder("backups_report.csv", "id", "policy", "status", "start_time", "end_time");
        for (ObjectNode backup : selectBackups(backups, call))
            csv.addFields(backup, "id", "name", "status", "start_time", "end_time");
        return csv.toResponse();
    }

    private ServerResponse snapshotReport(N2wsCall call) {
        CsvFileBuilder csv =
                new CsvFileBuilder("snapshots_report.csv", "backup", "resource", "name", "region", "start_time");
        for (ObjectNode backup : selectBackups(backups, call)) {
            for (ObjectNode target : targets.targetsOf(backup.path("policy").intValue())) {
                ObjectNode row = target.deepCopy();
                row.set("backup", backup.path("id"));
                row.set("start_time", backup.path("start_time"));
                csv.addFields(row, "backup", "resource", "name", "region", "start_time");
            }
        }
        return csv.toResponse();
    }

    /**
     * Returns the visible backups of the requested user that started between {@code from_time} and {@code to_time},
     * both included.
     */
    static List<ObjectNode> selectBackups(RowTable backups, N2wsCall call) {
        Instant from = timeParameter(call, "from_time", Instant.MIN);
        Instant to = timeParameter(call, "to_time", Instant.MAX);
        String user = call.query("user");
        return backups.rows()
                .filter(call::canSee)
                .filter(row -> user == null || user.equals(row.path("user").asText()))
                .filter(row -> {
                    Instant time = Instant.parse(row.path("start_time").asText());
                    return !time.isBefore(from) && !time.isAfter(to);
                })
                .toList();
    }

    /** Parses an ISO 8601 time in UTC, with Z. */
    private static Instant timeParameter(N2wsCall call, String name, Instant defaultValue) {
        String text = call.query(name);
        if (text == null) return defaultValue;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw N2wsErrorBodies.fieldError(name, "Datetime has wrong format.", "invalid");
        }
    }

    /** Returns a minimal PDF document with one empty page. */
    static ServerResponse emptyPdf(String name) {
        String text = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
                + "trailer<</Root 1 0 R>>\n%%EOF\n";
        return ServerResponse.text(200, "application/pdf", text.getBytes(StandardCharsets.US_ASCII))
                .withHeader("Content-Disposition", "attachment; filename=" + name);
    }
}
