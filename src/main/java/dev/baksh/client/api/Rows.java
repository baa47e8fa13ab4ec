package dev.baksh.client.api;

/** Rows of one kind, read again from the server each time they are iterated, a page at a time, in server order. */
public interface Rows extends Iterable<Row> {
    /** The documented kind of the rows, or null. */
    Noun noun();
}
