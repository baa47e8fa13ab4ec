package dev.baksh.client.journal;

import java.util.Map;
import java.util.function.Predicate;

/** The way of a run so far, asked by every write before it is sent. */
@FunctionalInterface
public interface RunContext {
    /** Not part of a run that could be resumed: every write is new, and is on record in the write journal alone. */
    RunContext NONE = intent -> RunWrite.NEW;

    /**
     * What earlier processes of the run left on record of this write.
     *
     * @param intent the write; its baseline is not looked at
     * @throws dev.baksh.client.api.BakshException (exit 3) when the run had sent another write in this place
     */
    RunWrite next(WriteIntent intent);

    /** The step of the run that is under way, or {@code ""}. */
    default String step() {
        return "";
    }

    /**
     * The step under way, when an earlier process of the run began it and sent, or may have sent, a write of this name that
     * takes something away and that this process has not come to yet: what is on record of that write; or null.
     *
     * @param server its configured name
     * @param what   begins so, as {@code n2ws.policies.delete}
     * @param fits   asked for the fields of what was there before it
     */
    default WriteRecord taken(String server, String what, Predicate<Map<String, Object>> fits) {
        return null;
    }

    /**
     * A server has answered a read.
     *
     * @param server its configured name
     * @param what   what a person calls the request
     */
    default void read(String server, String what) {}

    /**
     * What is to be known of a question later; on disk when this returns.
     *
     * @param kind  {@code asked, agreed, declined, unanswered}
     * @param text  the question
     * @param value who answered, and how
     */
    default void remark(String kind, String text, String value) {}
}
