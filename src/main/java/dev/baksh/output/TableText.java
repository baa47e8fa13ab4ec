package dev.baksh.output;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Rows;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Table as text cells, for callers with their own layout. */
public final class TableText {
    private TableText() {}

    /**
     * Returns the headings, and then a line for each row.
     *
     * @param requestedColumns columns by server name or camelCase; empty for the default columns
     * @param maxRows   maximum number of rows
     */
    public static List<List<String>> toCells(Object value, List<String> requestedColumns, int maxRows, Instant now) {
        Noun noun = value instanceof Rows rows ? rows.noun() : null;
        Iterator<?> iterator = PlainValues.iteratorOrNull(value);
        Iterator<?> items =
                iterator != null ? iterator : Collections.singletonList(value).iterator();
        List<Object> rows = new ArrayList<>();
        while (rows.size() < maxRows && items.hasNext()) rows.add(items.next());
        List<String> columns = rows.isEmpty()
                ? requestedColumns.isEmpty() && noun != null ? noun.columns() : requestedColumns
                : RowFields.columns(noun, requestedColumns, rows);
        OutputStyle style = new OutputStyle(Integer.MAX_VALUE, false, false, now, ZoneOffset.UTC);
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.copyOf(columns));
        for (Object row : rows)
            cells.add(columns.stream()
                    .map(name -> Cell.of(RowFields.get(row, name), style).text())
                    .toList());
        return cells;
    }
}
