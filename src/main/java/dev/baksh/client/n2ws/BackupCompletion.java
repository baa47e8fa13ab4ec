package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.resource.CompletionRule;
import dev.baksh.client.resource.ServerClient;

/**
 * Rule that decides from the row of an N2WS backup whether the backup has ended, and how. A letter counts as success or
 * failure only if it is documented or configured. Without an {@code end_time} an unknown letter means that the backup
 * is running; with an {@code end_time} it is an end of unknown meaning.
 */
record BackupCompletion(ServerClient client) implements CompletionRule {
    /** Success; the only letter that is documented as an end (n2ws-api 2.5). */
    static final String SUCCESS_STATUS = "B";

    private static final String NOUN = "backups";

    @Override
    public State stateOf(Row row) {
        StatusMeaning meaning = StatusWords.meaning(client, NOUN, statusText(row));
        if (meaning == StatusMeaning.SUCCESS) return State.SUCCEEDED;
        if (meaning == StatusMeaning.FAILED) return State.FAILED;
        if (row.valueOrNull("end_time") == null) return State.RUNNING;
        return meaning == StatusMeaning.PARTIAL_SUCCESS ? State.PARTIALLY_SUCCEEDED : State.ENDED;
    }

    boolean isRunning(Row row) {
        return stateOf(row) == State.RUNNING;
    }

    @Override
    public String describe(Row row) {
        Object name = row.valueOrNull("name");
        return "backup " + row.get("id") + (name == null ? "" : " of \"" + name + "\"");
    }

    @Override
    public String describeStatus(Row row) {
        return StatusWords.describe(client, NOUN, row.valueOrNull("status"));
    }

    @Override
    public String failureHint(Row row) {
        return "n2ws.backups[" + row.get("id") + "].why tells the cause";
    }

    @Override
    public String unknownEndHint(Row row) {
        String lookHint = "look at the backup in the console of N2WS";
        String status = statusText(row);
        return status == null
                ? lookHint
                : lookHint + "; if " + status + " means a partial success, set "
                        + client.server().settingName("PARTIAL") + " to it; if it means a failure, "
                        + (client.server().failedStatuses().isEmpty() ? "set " : "add it to ")
                        + client.server().settingName("FAILED")
                        + (client.server().failedStatuses().isEmpty() ? " to it" : "");
    }

    /** A failed backup may never get an end time: the meaning of its letter is not public. */
    @Override
    public String unfinishedReason(Row row) {
        return "no end_time";
    }

    @Override
    public String unfinishedHint(Row row) {
        String variable = client.server().settingName("FAILED");
        String statusCode = statusText(row);
        if (statusCode == null || StatusWords.meaning(client, NOUN, statusCode) != null)
            return "look at the backup in the console of N2WS";
        return "if " + statusCode + " means on your server that a backup ended without success, "
                + (client.server().failedStatuses().isEmpty() ? "set " + variable + " to it" : "add it to " + variable);
    }

    /** Returns running, success, partial, failed, or unknown for an end with a letter whose meaning is not known. */
    String outcome(Row row) {
        return switch (stateOf(row)) {
            case RUNNING -> "running";
            case SUCCEEDED -> "success";
            case PARTIALLY_SUCCEEDED -> "partial";
            case FAILED -> "failed";
            case ENDED -> "unknown";
        };
    }
}
