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
    static final String SUCCESS_STATUS = "B";

    private final ServerClient client;

    BackupCompletion(ServerClient client) {
        this.client = client;
    }

    @Override
    public CompletionState stateOf(Row row) {
        Object statusCode = row.get("status");
        if (SUCCESS_STATUS.equals(statusCode)) return CompletionState.SUCCEEDED;
        if (isFailed(row)) return CompletionState.FAILED;
        if (row.get("end_time") == null) return CompletionState.RUNNING;
        return statusCode != null && statusCode.equals(client.server().partialStatus())
                ? CompletionState.PARTIALLY_SUCCEEDED
                : CompletionState.FAILED;
    }

    @Override
    public String describe(Row row) {
        return "backup " + row.get("id") + " of \"" + row.get("name") + "\"";
    }

    @Override
    public String failureHint(Row row) {
        return client.server().partialStatus() == null && !isFailed(row)
                ? "if this letter means a partial success on your server, set "
                        + client.server().settingName("PARTIAL") + " to it"
                : null;
    }

    /** A backup that fails may never get its end: what its letter means is not public. */
    @Override
    public String unfinishedReason(Row row) {
        return "no end_time";
    }

    @Override
    public String unfinishedHint(Row row) {
        String variable = client.server().settingName("FAILED");
        String statusCode = String.valueOf(row.get("status"));
        return "if " + statusCode + " means on your server that a backup ended without success, "
                + (client.server().failedStatuses().isEmpty() ? "set " + variable + " to it" : "add it to " + variable);
    }

    private boolean isFailed(Row row) {
        return row.get("status") != null
                && client.server().failedStatuses().contains(row.get("status").toString());
    }
}
