package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.ServerClient;
import java.util.List;

/** The record of a recovery or of a scenario's run, by the server's answer to its start (n2ws-api 2.5, 2.6). */
final class StartedRecordLookup {
    private StartedRecordLookup() {}

    /**
     * Sends the call, once, and gives the record.
     *
     * @param noun where a person finds it
     * @throws BakshException it was accepted (exit 75), and the answer shows no record: as a failure it would be done again
     */
    static Row sendAndFind(ServerClient client, ApiCall call, String noun) {
        Object response = client.executor().send(call, new UnverifiableRecovery(noun));
        Object result = response instanceof List<?> list && list.size() == 1 ? list.get(0) : response;
        if (result instanceof DryRunRow dryRunRow) return dryRunRow;
        if (result instanceof Row row && row.has("id") && row.get("id") != null) return row;
        String trackerText =
                result instanceof Row row && row.has("tracker_id") ? " (tracker " + row.get("tracker_id") + ")" : "";
        throw new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + call.description() + " was accepted" + trackerText
                        + ", and the answer shows no record of it",
                "do not start it again; look through n2ws." + noun);
    }
}
