package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Download;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.time.Instant;

/** Files that the server makes: reports and logs. */
final class ReportVerbs {
    private final ServerClient client;

    ReportVerbs(ServerClient client) {
        this.client = client;
    }

    /** A report as CSV: {@code n2ws.reports.backups(from: 7.days.ago, to: now)}. */
    Download csv(Invocation invocation) {
        return file(invocation, "text/csv", ".csv");
    }

    /** A report as PDF, which is given to whoever takes anything (n2ws-api 3). */
    Download pdf(Invocation invocation) {
        return file(invocation, "*/*", ".pdf");
    }

    private Download file(Invocation invocation, String accept, String ending) {
        Operation operation = invocation.withoutArgs().operation();
        ApiCall call = client.resource(operation.noun()).call(invocation);
        Object from = call.query().get("from_time");
        Object to = call.query().get("to_time");
        if (from instanceof Instant begin && to instanceof Instant end && begin.isAfter(end)) {
            throw BakshException.failed(operation.id() + ": from " + begin + " is after to " + end, null);
        }
        String name = operation.noun().replace('.', '_') + "_" + operation.verb() + ending;
        return new Download(client, call, accept, name);
    }

    /** The log of a recovery or of a scenario's run. */
    Download log(Invocation invocation) {
        Operation operation = invocation.withoutArgs().operation();
        Row row = invocation.row();
        ApiCall call = client.resource(operation.noun()).call(invocation);
        String one = client.resource(operation.noun()).noun().one().replace(' ', '_');
        return new Download(client, call, "text/csv", one + "_" + row.get("id") + ".csv");
    }
}
