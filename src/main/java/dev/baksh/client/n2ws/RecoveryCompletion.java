package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Completion rule for recoveries and runs of scenarios. P means in progress, and every other letter an end
 * (n2ws-api 2.5). The letter of a success is not public, so only the configured letter counts as success.
 */
record RecoveryCompletion(ServerClient client, String noun) implements N2wsCompletion {
    private static final String IN_PROGRESS_STATUS = "P";
    /** Number of newest recoveries to search for one in progress. */
    private static final int MAX_RECOVERIES_READ = 200;

    /** Returns the newest recovery in progress that matches, or null. */
    static Row findInProgress(Resource recoveries, Predicate<Row> matches) {
        int rowsRead = 0;
        for (Row row : recoveries.list(Map.of("ordering", "-recovery_time", "page_size", MAX_RECOVERIES_READ))) {
            if (++rowsRead > MAX_RECOVERIES_READ) return null;
            if (IN_PROGRESS_STATUS.equals(row.get("status")) && matches.test(row)) return row;
        }
        return null;
    }

    @Override
    public State stateOf(Row row) {
        Object statusCode = row.get("status");
        if (statusCode == null || statusCode.equals(IN_PROGRESS_STATUS)) return State.RUNNING;
        return statusCode.equals(client.server().recoveredStatus()) ? State.SUCCEEDED : State.FAILED;
    }

    @Override
    public String describe(Row row) {
        return client.resource(noun).noun().singular() + " " + row.get("id");
    }

    @Override
    public String failureHint(Row row) {
        String logHint = "n2ws." + noun + "[" + row.get("id") + "].log.text shows its log";
        return client.server().recoveredStatus() != null
                ? logHint
                : logHint + "; the letter for success is not public: if it succeeded, set "
                        + client.server().settingName("RECOVERED") + " to " + row.get("status");
    }
}
