package dev.baksh.dsl;

import dev.baksh.output.RowsView;
import java.util.Arrays;
import java.util.List;

/**
 * Groovy extension methods of rows: {@code rows.wide}, {@code rows.vertical}, {@code rows.columns('name', 'enabled')}, {@code
 * rows.exportCsv('rows.csv')}.
 */
public final class RowsExtension {
    private RowsExtension() {}

    /** Returns a view with all columns, regardless of the screen width. */
    public static RowsView getWide(Iterable<?> self) {
        RowsView view = toView(self);
        return new RowsView(view.rows(), RowsView.Form.WIDE, view.columns());
    }

    /** Returns a view with one line for each field. */
    public static RowsView getVertical(Iterable<?> self) {
        RowsView view = toView(self);
        return new RowsView(view.rows(), RowsView.Form.VERTICAL, view.columns());
    }

    /** Returns a view with these columns in this order, by server name or camelCase. */
    public static RowsView columns(Iterable<?> self, Object... names) {
        RowsView view = toView(self);
        return new RowsView(view.rows(), view.form(), toNames(names));
    }

    /** Writes the rows to a CSV file and returns the path. */
    public static String exportCsv(Iterable<?> self, CharSequence path) {
        return CsvExport.write(self, path);
    }

    /** Returns the names, with the elements of a list in place of the list. */
    static List<String> toNames(Object... names) {
        return Draft.flatten(Arrays.asList(names)).stream().map(String::valueOf).toList();
    }

    private static RowsView toView(Iterable<?> rows) {
        return rows instanceof RowsView view ? view : new RowsView(rows, RowsView.Form.FIT, List.of());
    }
}
