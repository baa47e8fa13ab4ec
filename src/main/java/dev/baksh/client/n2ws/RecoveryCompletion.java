package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ServerClient;

/**
 * When a recovery or a run of a scenario has ended, and how. P is in progress and every other letter an end, good or bad
 * (n2ws-api 2.5): which is a good one is not public, so none is taken for one until the server's owner has named it.
 */
final class RecoveryCompletion implements CompletionRule {
    static final String IN_PROGRESS_STATUS = "P";

    private final ServerClient client;
    private final String noun;

    RecoveryCompletion(ServerClient client, String noun) {
        this.client = client;
        this.noun = noun;
    }

    @Override
    public CompletionState stateOf(Row row) {
        Object statusCode = row.get("status");
        if (statusCode == null || statusCode.equals(IN_PROGRESS_STATUS)) return CompletionState.RUNNING;
        return statusCode.equals(client.server().recoveredStatus())
                ? CompletionState.SUCCEEDED
                : CompletionState.FAILED;
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
                : logHint + "; which letter means success is not public: if it ended well, set "
                        + client.server().settingName("RECOVERED") + " to " + row.get("status");
    }
}
