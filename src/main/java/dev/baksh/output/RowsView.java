package dev.baksh.output;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Rows with a display form. The creation does not read the rows.
 *
 * @param columns columns to show, or empty for the default columns
 */
public record RowsView(Iterable<?> rows, Form form, List<String> columns) implements Iterable<Object> {
    /** Display form of rows. */
    public enum Form {
        /** As many columns as fit the width. */
        FIT,
        /** All columns, whatever the width. */
        WIDE,
        /** All columns in one table with wrapped text, or one line for each field on a screen that is too narrow. */
        WRAPPED,
        /** One line for each field. */
        VERTICAL
    }

    public RowsView {
        Objects.requireNonNull(rows);
        columns = List.copyOf(columns);
    }

    /** Returns the text of the rows, so that {@code println rows.wide} prints the same as {@code println rows}. */
    @Override
    public String toString() {
        return rows.toString();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Iterator<Object> iterator() {
        return (Iterator<Object>) rows.iterator();
    }
}
