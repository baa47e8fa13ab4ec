package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ServerClient;

/**
 * Completion rule for recoveries and runs of scenarios. P means in progress, and every other letter an end
 * (n2ws-api 2.5). The letter of a success is not public, so only the configured letter counts as success.
 */
final class RecoveryCompletion extends N2wsCompletion {
    static final String IN_PROGRESS_STATUS = "P";

    private final String noun;

    RecoveryCompletion(ServerClient client, String noun) {
        super(client);
        this.noun = noun;
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
