package dev.baksh.client.api;

import java.util.ArrayList;

/**
 * Rows of one noun, read page by page from the server on each iteration, in server order. An iteration throws a {@link
 * BakshException} if a page cannot be read. The list methods of scripts are in {@code dsl.RowsExtension}.
 */
public interface Rows extends Iterable<Row> {
    /** Documented kind of the rows, or null. */
    Noun noun();

    /** Empty result of a call that has printed why the result is empty; a table prints nothing more. */
    final class None extends ArrayList<Row> implements Rows {
        private static final long serialVersionUID = 1;

        private final transient Noun noun;

        public None(Noun noun) {
            this.noun = noun;
        }

        @Override
        public Noun noun() {
            return noun;
        }
    }
}
