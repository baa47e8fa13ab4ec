package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ServerClient;

/**
 * Completion rule for backups. Only a documented status letter counts as success. Without an {@code end_time} an
 * unknown letter means that the backup is running, unless the configuration lists the letter as a failure; with an
 * {@code end_time} an unknown letter means that the backup failed.
 */
record BackupCompletion(ServerClient client) implements N2wsCompletion {
    /** Success; the only letter that is documented as an end (n2ws-api 2.5). */
    static final String SUCCESS_STATUS = "B";

    @Override
    public State stateOf(Row row) {
        Object statusCode = row.get("status");
        if (SUCCESS_STATUS.equals(statusCode)) return State.SUCCEEDED;
        if (isFailed(row)) return State.FAILED;
        if (row.get("end_time") == null) return State.RUNNING;
        return statusCode != null && statusCode.equals(client.server().partialStatus())
                ? State.PARTIALLY_SUCCEEDED
                : State.FAILED;
    }

    boolean isRunning(Row row) {
        return stateOf(row) == State.RUNNING;
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

    /** A failed backup may never get an end time: the meaning of its letter is not public. */
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
