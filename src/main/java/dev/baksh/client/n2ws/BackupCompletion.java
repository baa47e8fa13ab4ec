package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ServerClient;

/**
 * When a backup has ended, and how. It has ended well only with a letter that is known to mean so. Without an
 * {@code end_time} an unknown letter means that it still runs, unless the server's owner has named it as one of a backup that
 * failed; with one it means that it ended, and not well.
 */
final class BackupCompletion implements CompletionRule {
    /** Success; the one letter that is documented as an end (n2ws-api 2.5). */
    static final String SUCCESSFUL = "B";

    private final ServerClient client;

    BackupCompletion(ServerClient client) {
        this.client = client;
    }

    @Override
    public CompletionState verdict(Row row) {
        Object letter = row.get("status");
        if (SUCCESSFUL.equals(letter)) return CompletionState.GOOD;
        if (failed(row)) return CompletionState.BAD;
        if (row.get("end_time") == null) return CompletionState.RUNNING;
        return letter != null && letter.equals(client.server().partial())
                ? CompletionState.PARTIAL
                : CompletionState.BAD;
    }

    @Override
    public String name(Row row) {
        return "backup " + row.get("id") + " of \"" + row.get("name") + "\"";
    }

    @Override
    public String afterBad(Row row) {
        return client.server().partial() == null && !failed(row)
                ? "if this letter means a partial success on your server, set "
                        + client.server().variable("PARTIAL") + " to it"
                : null;
    }

    /** A backup that fails may never get its end: what its letter means is not public. */
    @Override
    public String open(Row row) {
        return "no end_time";
    }

    @Override
    public String afterOpen(Row row) {
        String variable = client.server().variable("FAILED");
        String letter = String.valueOf(row.get("status"));
        return "if " + letter + " means on your server that a backup ended without success, "
                + (client.server().failed().isEmpty() ? "set " + variable + " to it" : "add it to " + variable);
    }

    private boolean failed(Row row) {
        return row.get("status") != null
                && client.server().failed().contains(row.get("status").toString());
    }
}
