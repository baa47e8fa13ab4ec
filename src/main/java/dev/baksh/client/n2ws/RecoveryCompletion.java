package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ServerClient;

/**
 * When a recovery or a run of a scenario has ended, and how. P is in progress and every other letter an end, good or bad
 * (n2ws-api 2.5): which is a good one is not public, so none is taken for one until the server's owner has named it.
 */
final class RecoveryCompletion implements CompletionRule {
    static final String IN_PROGRESS = "P";

    private final ServerClient client;
    private final String noun;

    RecoveryCompletion(ServerClient client, String noun) {
        this.client = client;
        this.noun = noun;
    }

    @Override
    public CompletionState verdict(Row row) {
        Object letter = row.get("status");
        if (letter == null || letter.equals(IN_PROGRESS)) return CompletionState.RUNNING;
        return letter.equals(client.server().recovered()) ? CompletionState.GOOD : CompletionState.BAD;
    }

    @Override
    public String name(Row row) {
        return client.resource(noun).noun().one() + " " + row.get("id");
    }

    @Override
    public String afterBad(Row row) {
        String log = "n2ws." + noun + "[" + row.get("id") + "].log.text shows its log";
        return client.server().recovered() != null
                ? log
                : log + "; which letter means success is not public: if it ended well, set "
                        + client.server().variable("RECOVERED") + " to " + row.get("status");
    }
}
