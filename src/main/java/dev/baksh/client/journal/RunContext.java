package dev.baksh.client.journal;

import java.util.Map;
import java.util.function.Predicate;

/**
 * View of the run journal for the clients: returns, before a write is sent, the state of that write from an earlier
 * process; records reads and questions.
 */
@FunctionalInterface
public interface RunContext {
    /** Context without a resumable run: every write is new, and only the write journal records it. */
    RunContext NONE = intent -> RunWrite.UNTRACKED;

    /**
     * Returns the journaled state of a write from earlier processes of the run.
     *
     * @param intent the write; the baseline is ignored
     * @throws dev.baksh.client.api.BakshException (exit 3) the run has sent a different write at this position
     */
    RunWrite nextWrite(WriteIntent intent);

    /** Active step of the run, or {@code ""}. */
    default String currentStep() {
        return "";
    }

    /**
     * Returns an earlier removal of the active step, or null: a write that an earlier process of the run sent or may
     * have sent, and that this process has not reached yet.
     *
     * @param server configured name of the server
     * @param operation full name of the operation: {@code n2ws.policies.delete}
     * @param matcher tests the fields of the object before the removal
     */
    default WriteRecord findEarlierRemoval(String server, String operation, Predicate<Map<String, Object>> matcher) {
        return null;
    }

    /** Records that a server, given by its configured name, has responded to a read. */
    default void recordRead(String server, String description) {}

    /**
     * Records a question to the user and its reply; synced on return.
     *
     * @param kind {@code asked, agreed, declined, unanswered}
     * @param value the user and the reply
     */
    default void recordQuestion(String kind, String text, String value) {}
}
