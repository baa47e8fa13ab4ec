package dev.baksh.output;

import dev.baksh.client.api.Noun;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A list as a table that fits the width. Columns are kept in their order of priority and those that do not fit are named
 * below; a list of one row that would lose columns, and rows of which fewer than two columns fit, stand as lines
 * {@code name  value}. Bare values stand one a line.
 *
 * <p>Up to 10,000 rows are held to find the widths. Of a longer list the first 1,000 decide, and the rest is written as
 * it comes: text that is wider then is cut, and columns that only later rows have are not shown.
 */
final class TableWriter {
    private static final int HELD = 10_000;
    private static final int SAMPLE = 1_000;

    private final TextOutput out;
    private final OutputStyle style;
    private final TableColors ink;
    private final VerticalWriter vertical;

    TableWriter(TextOutput out, OutputStyle style) {
        this.out = out;
        this.style = style;
        this.ink = new TableColors(style.color());
        this.vertical = new VerticalWriter(out, style);
    }

    /** @param noun of the list, or null; {@code wanted} columns, or empty for the usual ones */
    void print(Iterator<?> rows, Noun noun, List<String> wanted) {
        List<Object> held = new ArrayList<>();
        while (held.size() < HELD && rows.hasNext()) held.add(rows.next());
        List<?> sample = rows.hasNext() ? held.subList(0, SAMPLE) : held;
        if (!held.isEmpty() && sample.stream().noneMatch(RowFields::structured)) {
            Rest rest = new Rest(held, rows);
            while (rest.hasNext())
                out.line(ink.paint(Cell.Kind.TEXT, Cell.of(rest.next(), style).text()));
            return;
        }
        long count = held.isEmpty() ? 0 : table(sample, new Rest(held, rows), noun, wanted, false);
        out.line(ink.faint(count == 1 ? "1 row" : count + " rows"));
    }

    /**
     * All columns: side by side where they fit, or else in several tables one below the other, of which each begins with
     * what the rows are called by; text that is too wide even so goes on below itself. Of a list too long to be held the
     * lines are as long as they are.
     */
    void wide(Iterator<?> rows, Noun noun, List<String> wanted) {
        List<Object> held = new ArrayList<>();
        while (held.size() < HELD && rows.hasNext()) held.add(rows.next());
        List<List<String>> blocks = rows.hasNext() || held.stream().noneMatch(RowFields::structured)
                ? List.of()
                : blocks(held, noun, RowFields.columns(noun, wanted, held));
        if (blocks.isEmpty()) {
            new TableWriter(out, style.wide()).print(new Rest(held, rows), noun, wanted);
            return;
        }
        for (List<String> columns : blocks) {
            table(held, new Rest(held, rows), noun, columns, true);
            if (blocks.size() > 1) out.line("");
        }
        out.line(ink.faint(held.size() == 1 ? "1 row" : held.size() + " rows"));
    }

    /** The columns in their order, so many together as fit whole; a wider one stands alone beside the label. */
    private List<List<String>> blocks(List<?> rows, Noun noun, List<String> columns) {
        List<String> headings = columns.stream()
                .map(name -> TerminalEscaper.safe(RowFields.heading(name, rows)))
                .toList();
        List<List<Cell>> cells = rows.stream().map(row -> cells(row, columns)).toList();
        int label = Math.max(0, label(noun, rows, columns));
        int[] widths =
                TableLayout.fit(headings, cells, label, Integer.MAX_VALUE).widths();
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        int taken = 0;
        for (int i = 0; i < widths.length; i++) {
            boolean begins = block.isEmpty() || block.equals(List.of(columns.get(label)));
            if (!begins && taken + TableLayout.GAP + widths[i] > style.width()) {
                blocks.add(block);
                block = new ArrayList<>(List.of(columns.get(label)));
                taken = widths[label];
            }
            if (!block.isEmpty() && i == label && !blocks.isEmpty()) continue;
            block.add(columns.get(i));
            taken += (taken == 0 ? 0 : TableLayout.GAP) + widths[i];
        }
        blocks.add(block);
        return blocks;
    }

    private static int label(Noun noun, List<?> rows, List<String> columns) {
        Noun kind = noun != null ? noun : RowFields.shared(rows);
        return kind == null || kind.label() == null ? columns.indexOf("name") : columns.indexOf(kind.label());
    }

    /** @param whole nothing is cut */
    private long table(List<?> sample, Rest rows, Noun noun, List<String> wanted, boolean whole) {
        List<String> columns = RowFields.columns(noun, wanted, sample);
        List<String> headings = columns.stream()
                .map(name -> TerminalEscaper.safe(RowFields.heading(name, sample)))
                .toList();
        List<List<Cell>> cells = sample.stream().map(row -> cells(row, columns)).toList();
        int label = label(noun, sample, columns);
        TableLayout layout = TableLayout.fit(headings, cells, label, style.width());
        boolean cut = layout != null && layout.widths().length < headings.size();
        if (layout == null || cut && sample.size() == 1) return vertical(rows, columns);
        out.line(layout.line(headings.stream().map(Cell::text).toList(), (of, text) -> ink.bold(text)));
        long count = 0;
        for (; rows.hasNext(); count++) {
            Object row = rows.next();
            List<Cell> line = count < cells.size() ? cells.get((int) count) : cells(row, columns);
            if (whole) layout.lines(line, ink::paint).forEach(out::line);
            else out.line(layout.line(line, ink::paint));
        }
        dropped(headings.subList(layout.widths().length, headings.size()));
        return count;
    }

    private long vertical(Rest rows, List<String> columns) {
        long count = 0;
        for (; rows.hasNext(); count++) {
            if (count > 0) out.line("");
            vertical.print(rows.next(), columns);
        }
        return count;
    }

    private void dropped(List<String> headings) {
        if (headings.isEmpty()) return;
        String many = headings.size() == 1 ? "1 more column: " : headings.size() + " more columns: ";
        out.line(ink.faint(DisplayWidth.cut("… " + many + String.join(", ", headings), style.width())));
    }

    private List<Cell> cells(Object row, List<String> columns) {
        return columns.stream()
                .map(name -> Cell.of(RowFields.get(row, name), style).inColumn(name))
                .toList();
    }

    /** What is held and then what still comes. */
    private static final class Rest implements Iterator<Object> {
        private final List<Object> held;
        private final Iterator<?> rows;
        private int place;

        Rest(List<Object> held, Iterator<?> rows) {
            this.held = held;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return place < held.size() || rows.hasNext();
        }

        @Override
        public Object next() {
            return place < held.size() ? held.get(place++) : rows.next();
        }
    }
}
