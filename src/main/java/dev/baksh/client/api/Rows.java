package dev.baksh.client.api;

/**
 * Rows of one noun, read page by page from the server on each iteration, in server order. An iteration throws a {@link
 * BakshException} if a page cannot be read. The list methods of scripts are in {@code dsl.RowsExtension}.
 */
public interface Rows extends Iterable<Row> {
    /** Documented kind of the rows, or null. */
    Noun noun();
}
