package dev.baksh.output;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Rows with the way they are to be shown; otherwise the same rows. Never read by being made.
 *
 * @param columns shown, or empty for the usual ones
 */
public record RowsView(Iterable<?> rows, Form form, List<String> columns) implements Iterable<Object> {
    /** How rows stand on the screen. */
    public enum Form {
        /** As many columns as the width allows. */
        FIT,
        /** All columns, whatever the width. */
        WIDE,
        /** One line a field. */
        VERTICAL
    }

    public RowsView {
        Objects.requireNonNull(rows);
        columns = List.copyOf(columns);
    }

    @Override
    public Iterator<Object> iterator() {
        Iterator<?> iterator = rows.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public Object next() {
                return iterator.next();
            }
        };
    }
}
