package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Download;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.time.Instant;

/** Verbs that return a report or a log as a {@link Download}; the request is sent when the file is saved or read. */
record DownloadVerbs(ServerClient client) {
    /** Returns a report as CSV: {@code n2ws.reports.backups(from: 7.days.ago, to: now)}. */
    Download csvReport(Invocation invocation) {
        return buildDownload(invocation, "text/csv", ".csv");
    }

    /** Returns a report as PDF. The server sends PDF if the Accept header allows any type (n2ws-api 3). */
    Download pdfReport(Invocation invocation) {
        return buildDownload(invocation, "*/*", ".pdf");
    }

    private Download buildDownload(Invocation invocation, String accept, String extension) {
        Operation operation = invocation.requireNoArgs().operation();
        ApiCall call = client.resource(operation.noun()).buildCall(invocation);
        Object fromValue = call.query().get("from_time");
        Object toValue = call.query().get("to_time");
        if (fromValue instanceof Instant fromTime && toValue instanceof Instant toTime && fromTime.isAfter(toTime)) {
            throw BakshException.failure(operation.id() + ": from " + fromTime + " is after to " + toTime, null);
        }
        String name = operation.noun().replace('.', '_') + "_" + operation.verb() + extension;
        return new Download(client, call, accept, name);
    }

    /** Returns the log of a recovery or of a run of a scenario. */
    Download log(Invocation invocation) {
        Operation operation = invocation.requireNoArgs().operation();
        Row row = invocation.row();
        ApiCall call = client.resource(operation.noun()).buildCall(invocation);
        String nounName = client.resource(operation.noun()).noun().singular().replace(' ', '_');
        return new Download(client, call, "text/csv", nounName + "_" + row.get("id") + ".csv");
    }
}
