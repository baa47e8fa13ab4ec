package dev.baksh.dsl;

import dev.baksh.render.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** {@code rows.wide}, {@code rows.vertical}, {@code rows.columns('name', 'enabled')}: by Groovy's extension module. */
public final class Views {
    private Views() {}

    /** All columns, whatever the width of the screen. */
    public static View getWide(Iterable<?> self) {
        View view = view(self);
        return new View(view.rows(), View.Form.WIDE, view.columns());
    }

    /** One line a field. */
    public static View getVertical(Iterable<?> self) {
        View view = view(self);
        return new View(view.rows(), View.Form.VERTICAL, view.columns());
    }

    /** These columns only, in this order, by the server's names or their camelCase. */
    public static View columns(Iterable<?> self, Object... names) {
        List<String> columns = new ArrayList<>();
        for (Object name : names) {
            if (name instanceof Collection<?> many) many.forEach(one -> columns.add(String.valueOf(one)));
            else columns.add(String.valueOf(name));
        }
        View view = view(self);
        return new View(view.rows(), view.form(), columns);
    }

    private static View view(Iterable<?> rows) {
        return rows instanceof View view ? view : new View(rows, View.Form.FIT, List.of());
    }
}
