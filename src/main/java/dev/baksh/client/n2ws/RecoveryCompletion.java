package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.resource.CompletionRule;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Rule that decides from the row of an N2WS recovery or scenario run whether it has ended, and how. The letter P means
 * in progress; every other letter means an end (n2ws-api 2.5). The letters of a success and of a failure are not
 * public, so only configured letters have a meaning.
 */
record RecoveryCompletion(ServerClient client, String noun) implements CompletionRule {
    static final String IN_PROGRESS_STATUS = "P";
    /** Maximum number of recoveries, newest first, that are searched for a recovery in progress. */
    private static final int MAX_RECOVERIES_READ = 200;

    /** Returns the newest recovery that may be in progress and matches, or null. */
    static Row findInProgress(Resource recoveries, Predicate<Row> matches) {
        int rowsRead = 0;
        Row previous = null;
        boolean newestFirst = true; // A server may ignore the order.
        for (Row row : recoveries.list(Map.of("ordering", "-recovery_time", "page_size", MAX_RECOVERIES_READ))) {
            newestFirst &= previous == null || !BackupVerbs.mayBeNewer(row, previous, "recovery_time");
            previous = row;
            if (++rowsRead > MAX_RECOVERIES_READ && newestFirst) return null;
            boolean mayRun = row.scalarOrNull("status") == null || isInProgress(row);
            if (mayRun && matches.test(row)) return row;
        }
        return null;
    }

    static boolean isInProgress(Row recovery) {
        return IN_PROGRESS_STATUS.equals(recovery.valueOrNull("status"));
    }

    @Override
    public State stateOf(Row row) {
        String status = statusText(row);
        StatusMeaning meaning = StatusWords.meaning(client, noun, status);
        if (status == null || meaning == StatusMeaning.IN_PROGRESS) return State.RUNNING;
        if (meaning == StatusMeaning.SUCCESS) return State.SUCCEEDED;
        return meaning == StatusMeaning.FAILED ? State.FAILED : State.ENDED;
    }

    @Override
    public String describe(Row row) {
        return client.resource(noun).noun().singular() + " " + row.get("id");
    }

    @Override
    public String describeStatus(Row row) {
        return StatusWords.describe(client, noun, row.valueOrNull("status"));
    }

    @Override
    public String failureHint(Row row) {
        return "n2ws." + noun + "[" + row.get("id") + "].log.text shows its log";
    }

    @Override
    public String unknownEndHint(Row row) {
        String status = statusText(row);
        if (status == null) return failureHint(row);
        boolean hasFailed = !client.server().failedStatuses().isEmpty();
        return failureHint(row)
                + (client.server().recoveredStatus() != null
                        ? ""
                        : "; if it succeeded, set " + client.server().settingName("RECOVERED") + " to " + status)
                + "; if it failed, " + (hasFailed ? "add " + status + " to " : "set ")
                + client.server().settingName("FAILED") + (hasFailed ? "" : " to " + status);
    }
}
