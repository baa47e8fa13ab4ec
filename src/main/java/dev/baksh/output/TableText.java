package dev.baksh.output;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Converter of rows to table cells as text, for callers with their own layout. */
public final class TableText {
    private TableText() {}

    /**
     * Returns the headings, and then a line for each row.
     *
     * @param requestedColumns columns by server name or camelCase; empty for the default columns
     * @param maxRows   maximum number of rows
     */
    public static List<List<String>> toCells(Object value, List<String> requestedColumns, int maxRows, Instant now) {
        List<Object> rows = PlainValues.take(PlainValues.iterator(value), maxRows);
        List<String> columns = RowFields.columns(RowFields.nounOf(value), requestedColumns, rows);
        OutputStyle style = new OutputStyle(Integer.MAX_VALUE, false, false, now, ZoneOffset.UTC);
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.copyOf(columns));
        for (Object row : rows)
            cells.add(columns.stream()
                    .map(name -> Cell.ofField(row, name, style).text())
                    .toList());
        return cells;
    }
}
