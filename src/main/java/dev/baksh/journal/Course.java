package dev.baksh.journal;

/** The way of a run so far, asked by every write before it is sent. */
@FunctionalInterface
public interface Course {
    /** Not part of a run that could be resumed: every write is new, and is on record in the write journal alone. */
    Course NONE = intent -> Passage.NEW;

    /**
     * What earlier processes of the run left on record of this write.
     *
     * @param intent the write; its baseline is not looked at
     * @throws dev.baksh.api.BakshException (exit 3) when the run had sent another write in this place
     */
    Passage next(Intent intent);

    /**
     * A server has answered a read.
     *
     * @param server its configured name
     * @param what   what a person calls the request
     */
    default void read(String server, String what) {}
}
