package dev.baksh.dsl;

import dev.baksh.output.RowsView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** {@code rows.wide}, {@code rows.vertical}, {@code rows.columns('name', 'enabled')}: by Groovy's extension module. */
public final class RowsExtension {
    private RowsExtension() {}

    /** All columns, whatever the width of the screen. */
    public static RowsView getWide(Iterable<?> self) {
        RowsView view = toView(self);
        return new RowsView(view.rows(), RowsView.Form.WIDE, view.columns());
    }

    /** One line a field. */
    public static RowsView getVertical(Iterable<?> self) {
        RowsView view = toView(self);
        return new RowsView(view.rows(), RowsView.Form.VERTICAL, view.columns());
    }

    /** These columns only, in this order, by the server's names or their camelCase. */
    public static RowsView columns(Iterable<?> self, Object... names) {
        List<String> columns = new ArrayList<>();
        for (Object name : names) {
            if (name instanceof Collection<?> collection) collection.forEach(item -> columns.add(String.valueOf(item)));
            else columns.add(String.valueOf(name));
        }
        RowsView view = toView(self);
        return new RowsView(view.rows(), view.form(), columns);
    }

    private static RowsView toView(Iterable<?> rows) {
        return rows instanceof RowsView view ? view : new RowsView(rows, RowsView.Form.FIT, List.of());
    }
}
