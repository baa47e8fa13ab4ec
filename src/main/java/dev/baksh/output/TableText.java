package dev.baksh.output;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Rows;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** A table as texts, for those who lay it out themselves. */
public final class TableText {
    private TableText() {}

    /**
     * The headings, and then a line for each row.
     *
     * @param wanted columns by server name or camelCase; empty for the usual ones
     * @param most   so many rows at most
     */
    public static List<List<String>> of(Object value, List<String> wanted, int most, Instant now) {
        Noun noun = value instanceof Rows rows ? rows.noun() : null;
        Iterator<?> given = PlainValues.items(value);
        Iterator<?> items =
                given != null ? given : Collections.singletonList(value).iterator();
        List<Object> rows = new ArrayList<>();
        while (rows.size() < most && items.hasNext()) rows.add(items.next());
        List<String> columns = rows.isEmpty()
                ? wanted.isEmpty() && noun != null ? noun.columns() : wanted
                : RowFields.columns(noun, wanted, rows);
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
