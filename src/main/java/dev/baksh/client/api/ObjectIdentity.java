package dev.baksh.client.api;

import java.util.function.Supplier;

/**
 * Identity of the object of a write, for questions and messages: a name alone may belong to several objects. The details are
 * read once, at their first use, so the question and the result show the same object.
 */
public final class ObjectIdentity {
    private final String kind;
    private Supplier<String> reader;
    private String details;

    /**
     * @param kind kind of the object, such as {@code policy}; empty if the kind is not known without a read
     * @param reader returns the details that identify the object in addition to its name, such as {@code id 41, owner
     *     anna}, or an empty text; may send reads
     */
    public ObjectIdentity(String kind, Supplier<String> reader) {
        this.kind = kind;
        this.reader = reader;
    }

    public String kind() {
        return kind;
    }

    /** Returns the details that identify the object in addition to its name, or an empty text if they are not known. */
    public synchronized String details() {
        if (reader != null) details = reader.get();
        reader = null;
        return details;
    }
}
