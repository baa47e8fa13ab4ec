package dev.baksh.client.journal;

import java.util.Map;
import java.util.function.Predicate;

/** The way of a run so far, asked by every write before it is sent. */
@FunctionalInterface
public interface RunContext {
    /** Not part of a run that could be resumed: every write is new, and is on record in the write journal alone. */
    RunContext NONE = intent -> RunWrite.UNTRACKED;

    /**
     * What earlier processes of the run left on record of this write.
     *
     * @param intent the write; its baseline is not looked at
     * @throws dev.baksh.client.api.BakshException (exit 3) when the run had sent another write in this place
     */
    RunWrite nextWrite(WriteIntent intent);

    /** The step of the run that is under way, or {@code ""}. */
    default String currentStep() {
        return "";
    }

    /**
     * The step under way, when an earlier process of the run began it and sent, or may have sent, a write of this name that
     * takes something away and that this process has not come to yet: what is on record of that write; or null.
     *
     * @param server its configured name
     * @param operation   begins so, as {@code n2ws.policies.delete}
     * @param matcher   asked for the fields of what was there before it
     */
    default WriteRecord findEarlierRemoval(String server, String operation, Predicate<Map<String, Object>> matcher) {
        return null;
    }

    /**
     * A server has answered a read.
     *
     * @param server its configured name
     * @param description   what a person calls the request
     */
    default void recordRead(String server, String description) {}

    /**
     * What is to be known of a question later; on disk when this returns.
     *
     * @param kind  {@code asked, agreed, declined, unanswered}
     * @param text  the question
     * @param value who answered, and how
     */
    default void recordQuestion(String kind, String text, String value) {}
}
