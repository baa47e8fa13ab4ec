package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.resource.ServerClient;
import java.util.Map;

/** Sender of requests that start a recovery or a scenario; returns the record from the response (n2ws-api 2.5, 2.6). */
final class RecoveryStarter {
    private RecoveryStarter() {}

    /**
     * Sends the request once and returns the record.
     *
     * @param noun noun that lists the records, for the hint
     * @throws BakshException the server accepted the request, and the response contains no record (exit 75, because a
     *     failure could make the caller repeat the request)
     */
    static Row start(ServerClient client, ApiCall call, String noun) {
        Object response = client.executor().send(call, new UnverifiableRecovery(noun));
        if (response instanceof DryRunRow dryRunRow) return dryRunRow;
        Row row = findRecord(client, ResponseWrapper.findRow(response, call.result()));
        if (row != null) return row;
        Object trackerId = ResponseWrapper.findValue(response, "tracker_id");
        String trackerText = trackerId == null ? "" : " (tracker " + trackerId + ")";
        throw client.unfinished(
                call.description() + " was accepted" + trackerText + ", but the response contains no record",
                "do not start it again; check n2ws." + noun,
                null);
    }

    /**
     * Returns the record in a response, or null. A record has a status (n2ws-api 2.5, 2.6). The id of an object without a
     * status may be that of the backup or of the scenario, so the record with this id must be in progress.
     */
    private static Row findRecord(ServerClient client, Row row) {
        if (row == null || row.scalarOrNull("status") != null) return row;
        Object id = row.scalarOrNull("id");
        if (id == null) return null;
        try {
            Row record = client.resource(row.noun().name()).get(id);
            return RecoveryCompletion.isInProgress(record) ? record : null;
        } catch (BakshException e) {
            return null; // The recovery was started: a failed read is no failure of the recovery.
        }
    }

    /** Reconciler for recoveries: N2WS does not say who started a recovery, so a lost response cannot be verified. */
    private record UnverifiableRecovery(String noun) implements Reconciler {
        @Override
        public boolean restoreBaseline(Map<String, Object> baseline) {
            return true; // A recovery needs no baseline, because no read can verify the outcome.
        }

        @Override
        public String unverifiableReason() {
            return "recoveries do not say who started them: check n2ws." + noun;
        }

        @Override
        public ReconciledResult find() {
            return null;
        }
    }
}
