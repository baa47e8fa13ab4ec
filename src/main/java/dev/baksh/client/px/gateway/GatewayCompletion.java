package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.resource.CompletionRule;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.text.GroovyCode;
import java.util.List;

/**
 * Rule that decides from the row of a Portworx backup or restore whether it has ended, and how. An undocumented status
 * counts as running if the row has no completion time, and as an end of unknown meaning if the row has a completion
 * time.
 */
public record GatewayCompletion(Resource resource, GatewayVerbs gatewayVerbs) implements CompletionRule {
    @Override
    public State stateOf(Row row) {
        StatusMeaning meaning = StatusMeaning.ofPortworx(status(row));
        if (meaning == StatusMeaning.SUCCESS) return State.SUCCEEDED;
        if (meaning == StatusMeaning.PARTIAL_SUCCESS) return State.PARTIALLY_SUCCEEDED;
        if (meaning == StatusMeaning.FAILED) return State.FAILED;
        return isDocumented(row) || !hasCompletionTime(row) ? State.RUNNING : State.ENDED;
    }

    /** A new object has no status, or the status Invalid, until the server works on it. */
    private static boolean isDocumented(Row row) {
        String status = readStatusField(row, "status");
        return status == null || status.isEmpty() || StatusMeaning.ofPortworx(status) == StatusMeaning.IN_PROGRESS;
    }

    private static boolean hasCompletionTime(Row row) {
        for (String infoName : List.of("backup_info", "restore_info"))
            if (row.valueOrNull(infoName) instanceof Row info) {
                if (info.valueOrNull("completion_time") != null) return true;
                if (info.valueOrNull("completion_time_info") instanceof Row times
                        && times.valueOrNull("total_completion_time") != null) return true;
            }
        return false;
    }

    @Override
    public String statusText(Row row) {
        return readStatusField(row, "status");
    }

    @Override
    public String failureHint(Row row) {
        return "px." + resource.noun().name() + "[" + scriptKey(resource, row) + "].why tells the cause";
    }

    @Override
    public String unknownEndHint(Row row) {
        return "look at the " + resource.noun().singular() + " in the console of Portworx Backup";
    }

    @Override
    public String unfinishedReason(Row row) {
        return isDocumented(row) ? null : "this status is not documented";
    }

    @Override
    public String describe(Row row) {
        return resource.noun().singular() + " \"" + resource.displayName(row) + "\"";
    }

    @Override
    public String describeStatus(Row row) {
        return status(row) + partialSuccessReason(row);
    }

    @Override
    public String partialSuccessReason(Row row) {
        String reason = readStatusField(row, "reason");
        return reason == null || reason.isBlank() ? "" : ": " + reason;
    }

    @Override
    public String scriptKey(Resource resource, Row row) {
        return GroovyCode.quote(resource.displayName(row));
    }

    @Override
    public Row read(Resource resource, Row row) {
        return gatewayVerbs.reread(resource, row);
    }

    /** Returns the status. Protobuf JSON omits the first value of an enum, so a new backup may have no status. */
    private static String status(Row row) {
        String status = readStatusField(row, "status");
        return status == null || status.isEmpty() ? "no status yet" : status;
    }

    /** Reads {@code backup_info.status.status}, or {@code restore_info...}; null if missing. */
    private static String readStatusField(Row row, String field) {
        for (String infoName : List.of("backup_info", "restore_info"))
            if (row.valueOrNull(infoName) instanceof Row info
                    && info.valueOrNull("status") instanceof Row status
                    && status.has(field)) return String.valueOf(status.get(field));
        return null;
    }
}
