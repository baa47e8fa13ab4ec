package dev.baksh.client.resource;

import dev.baksh.client.api.Row;

/**
 * Rule that decides from a row whether a backup, a recovery or a restore has ended, and how; also supplies the texts
 * for messages about the wait.
 */
public interface CompletionRule {
    /** State of a backup, a recovery or a restore. */
    enum State {
        RUNNING,
        SUCCEEDED,
        /** Success with a warning. */
        PARTIALLY_SUCCEEDED,
        /** Ended with a status that is documented or configured as a failure. */
        FAILED,
        /** Ended with a status whose meaning is not known: neither a success nor a failure. */
        ENDED
    }

    /** Returns the state that the status and the end time of the row prove. */
    State stateOf(Row row);

    /** Describes the object for messages: {@code backup 241 of "nightly"}. */
    String describe(Row row);

    /** Describes the status for messages: {@code status F}. */
    default String describeStatus(Row row) {
        return "status " + row.get("status");
    }

    /** Returns the key of the row in a script: {@code 241} or {@code 'now-1'}. */
    default String scriptKey(Resource resource, Row row) {
        return String.valueOf(resource.id(row));
    }

    /** Reads the current state of the row. */
    default Row read(Resource resource, Row row) {
        return resource.get(resource.id(row));
    }

    /** Returns the status as text; null if the row has none. */
    default String statusText(Row row) {
        Object status = row.valueOrNull("status");
        return status == null || status.toString().isBlank() ? null : status.toString();
    }

    /** Hint for the user after an end with a status whose meaning is not known, or null. */
    default String unknownEndHint(Row row) {
        return null;
    }

    /** Hint for the user after an end without success, or null. */
    default String failureHint(Row row) {
        return null;
    }

    /** Reason after a partial success, with a leading separator; may be empty. */
    default String partialSuccessReason(Row row) {
        return "";
    }

    /** Reason why the row counts as running although its status may mean an end, or null. */
    default String unfinishedReason(Row row) {
        return null;
    }

    /** Hint for the user after a timeout of the wait, or null. */
    default String unfinishedHint(Row row) {
        return null;
    }
}
