package dev.baksh.output;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Writer of a list as a table that fits the width. Columns are kept in order of priority, and a line below names the
 * columns that do not fit. A list of one row that would lose columns, and rows of which fewer than two columns fit,
 * are written as lines {@code name  value}. Scalars are written one for each line.
 *
 * <p>Up to 10,000 rows are buffered to compute the widths. Of a longer list the first 1,000 determine the widths, and
 * the rest is streamed: on a terminal wider text is then truncated, and columns of later rows are not shown.
 */
record TableWriter(TextOutput out, OutputStyle style) {
    private static final int MAX_BUFFERED_ROWS = 10_000;
    private static final int SAMPLE_ROWS = 1_000;

    /**
     * @param noun noun of the list, or null
     * @param requestedColumns columns, or empty for the default columns
     */
    void print(Iterator<?> rows, Noun noun, List<String> requestedColumns) {
        List<Object> buffered = PlainValues.take(rows, MAX_BUFFERED_ROWS);
        List<?> sample = rows.hasNext() ? buffered.subList(0, SAMPLE_ROWS) : buffered;
        if (!buffered.isEmpty() && sample.stream().noneMatch(RowFields::isStructured)) {
            concat(buffered, rows)
                    .forEachRemaining(row -> out.appendLine(Cell.of(row, style).text()));
            return;
        }
        if (!style.terminal() && rows.hasNext() && requestedColumns.isEmpty()) {
            printLongFile(concat(buffered, rows), sample, noun);
            return;
        }
        boolean isEmpty = buffered.isEmpty();
        writeCount(isEmpty ? 0 : writeTable(sample, concat(buffered, rows), noun, requestedColumns, false));
    }

    /**
     * Writes a list that is too long for the buffer to a file or a pipe: with all columns of the noun, or without a noun with
     * the columns of the first rows.
     *
     * @throws BakshException a later row without a noun has another field: without the field the file would look complete
     */
    private void printLongFile(Iterator<?> rows, List<?> sample, Noun noun) {
        Noun commonNoun = noun != null ? noun : RowFields.commonNoun(sample);
        Noun effectiveNoun = commonNoun == null || commonNoun.columns().isEmpty() ? null : commonNoun;
        List<String> columns =
                effectiveNoun == null ? RowFields.columns(null, List.of(), sample) : effectiveNoun.columns();
        Set<String> names = Set.copyOf(columns);
        long[] rowNumber = {0};
        Iterator<?> checked = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Object next() {
                Object row = rows.next();
                rowNumber[0]++;
                if (effectiveNoun != null || names.containsAll(RowFields.names(row))) return row;
                throw BakshException.failure(
                        "table: row " + rowNumber[0] + " has a field that is missing in the first " + SAMPLE_ROWS
                                + " rows",
                        "-o ndjson writes every field of every row");
            }
        };
        writeCount(writeTable(sample, checked, effectiveNoun, columns, false));
    }

    /**
     * Writes all columns: side by side if they fit, or else in several tables one below the other, each with the label
     * column first, and with the key before the label if rows share a label. Text that is still too wide is wrapped. The
     * lines of a list that is too long for the buffer are not wrapped.
     */
    void printWide(Iterator<?> rows, Noun noun, List<String> requestedColumns) {
        List<Object> buffered = PlainValues.take(rows, MAX_BUFFERED_ROWS);
        List<List<String>> blocks = rows.hasNext() || buffered.stream().noneMatch(RowFields::isStructured)
                ? List.of()
                : splitColumns(buffered, noun, RowFields.columns(noun, requestedColumns, buffered));
        if (blocks.isEmpty()) {
            new TableWriter(out, style.withUnlimitedWidth()).print(concat(buffered, rows), noun, requestedColumns);
            return;
        }
        for (List<String> columns : blocks) {
            writeTable(buffered, concat(buffered, rows), noun, columns, true);
            if (blocks.size() > 1) out.appendLine("");
        }
        writeCount(buffered.size());
    }

    /** Writes one table with all columns, in which text is wrapped; one line for each field if the columns do not fit. */
    void printWrapped(List<?> rows, List<String> columns) {
        writeCount(writeTable(rows, rows.iterator(), null, columns, true));
    }

    /** Splits the columns, in order, into groups that fit; a wider column forms a group with the label. */
    private List<List<String>> splitColumns(List<?> rows, Noun noun, List<String> columns) {
        List<List<Cell>> cells = rows.stream().map(row -> toCells(row, columns)).toList();
        int labelIndex = Math.max(0, labelIndex(noun, rows, columns));
        int keyIndex = noun == null ? -1 : columns.indexOf(noun.key());
        long labels =
                cells.stream().map(row -> row.get(labelIndex).text()).distinct().count();
        boolean isLabelUnique = keyIndex < 0 || keyIndex == labelIndex || labels == rows.size();
        List<Integer> repeated = isLabelUnique ? List.of(labelIndex) : List.of(keyIndex, labelIndex);
        List<String> repeatedColumns = repeated.stream().map(columns::get).toList();
        int[] widths = fit(columns, cells, rows, noun, Integer.MAX_VALUE, false).widths();
        int repeatedWidth =
                repeated.stream().mapToInt(i -> widths[i]).sum() + TableLayout.COLUMN_GAP * (repeated.size() - 1);
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        int usedWidth = 0;
        for (int i = 0; i < widths.length; i++) {
            boolean isBlockStart = block.isEmpty() || block.equals(repeatedColumns);
            if (!isBlockStart && usedWidth + TableLayout.COLUMN_GAP + widths[i] > style.width()) {
                blocks.add(block);
                block = new ArrayList<>(repeatedColumns);
                usedWidth = repeatedWidth;
            }
            if (repeated.contains(i) && !blocks.isEmpty()) continue;
            block.add(columns.get(i));
            usedWidth += (usedWidth == 0 ? 0 : TableLayout.COLUMN_GAP) + widths[i];
        }
        blocks.add(block);
        return blocks;
    }

    /** Returns the columns; if they do not all fit, without those that are empty in all rows, but always with the label. */
    private List<String> withoutEmpty(List<String> columns, List<?> rows, Noun noun) {
        if (!style.terminal()) return columns;
        List<List<Cell>> cells = rows.stream().map(row -> toCells(row, columns)).toList();
        if (TableLayout.fitsInFull(toHeadings(columns, rows), cells, style.width())) return columns;
        int labelIndex = labelIndex(noun, rows, columns);
        return IntStream.range(0, columns.size())
                .filter(i -> i == labelIndex
                        || cells.stream().anyMatch(row -> !row.get(i).text().isEmpty()))
                .mapToObj(columns::get)
                .toList();
    }

    private static List<String> toHeadings(List<String> columns, List<?> rows) {
        return columns.stream()
                .map(name -> TerminalEscaper.sanitize(RowFields.heading(name, rows)))
                .toList();
    }

    private static TableLayout fit(
            List<String> columns, List<List<Cell>> cells, List<?> rows, Noun noun, int width, boolean isDefault) {
        Noun effectiveNoun = noun != null ? noun : RowFields.commonNoun(rows);
        int keyIndex = effectiveNoun == null ? -1 : columns.indexOf(effectiveNoun.key());
        int labelIndex = labelIndex(noun, rows, columns);
        return TableLayout.fit(toHeadings(columns, rows), cells, labelIndex, keyIndex, isDefault, width);
    }

    private static int labelIndex(Noun noun, List<?> rows, List<String> columns) {
        Noun effectiveNoun = noun != null ? noun : RowFields.commonNoun(rows);
        if (effectiveNoun != null && effectiveNoun.label() != null) return columns.indexOf(effectiveNoun.label());
        int nameIndex = columns.indexOf("name");
        // The first column of other rows identifies the row: the id of a run, or a user.
        return nameIndex >= 0 || effectiveNoun != null ? nameIndex : 0;
    }

    /** @param wrapCells wrap instead of truncate */
    private long writeTable(
            List<?> sample, Iterator<?> rows, Noun noun, List<String> requestedColumns, boolean wrapCells) {
        List<String> allColumns = RowFields.columns(noun, requestedColumns, sample);
        List<String> columns = requestedColumns.isEmpty() ? withoutEmpty(allColumns, sample, noun) : allColumns;
        List<List<Cell>> cells =
                sample.stream().map(row -> toCells(row, columns)).toList();
        TableLayout layout = fit(columns, cells, sample, noun, style.width(), requestedColumns.isEmpty());
        List<String> droppedColumns = new ArrayList<>(allColumns);
        if (layout != null) layout.columns().forEach(index -> droppedColumns.remove(columns.get(index)));
        boolean hasDroppedColumns = !droppedColumns.isEmpty();
        boolean mustShowAll = wrapCells || sample.size() == 1;
        if (layout == null || hasDroppedColumns && mustShowAll) return writeVertical(rows, allColumns);
        List<Cell> headings =
                toHeadings(columns, sample).stream().map(Cell::ofText).toList();
        out.appendLine(layout.formatLine(headings, (kind, text) -> style.bold(text)));
        long count = 0;
        for (; rows.hasNext(); count++) {
            Object row = rows.next();
            List<Cell> lineCells = count < cells.size() ? cells.get((int) count) : toCells(row, columns);
            if (wrapCells) layout.formatLines(lineCells, style::paint).forEach(out::appendLine);
            else out.appendLine(layout.formatLine(lineCells, style::paint));
        }
        if (hasDroppedColumns) {
            boolean isOfScript = noun != null || RowFields.commonNoun(sample) != null;
            writeDroppedColumns(toHeadings(droppedColumns, sample), isOfScript ? " (see .wide)" : "");
        }
        return count;
    }

    private long writeVertical(Iterator<?> rows, List<String> columns) {
        long count = 0;
        for (; rows.hasNext(); count++) {
            if (count > 0) out.appendLine("");
            new VerticalWriter(out, style).print(rows.next(), columns);
        }
        return count;
    }

    private void writeDroppedColumns(List<String> headings, String hint) {
        String count = headings.size() == 1 ? "1 more column" : headings.size() + " more columns";
        String line = "… " + count + hint + ": " + String.join(", ", headings);
        out.appendLine(style.faint(DisplayWidth.truncate(line, style.width())));
    }

    private List<Cell> toCells(Object row, List<String> columns) {
        return columns.stream().map(name -> Cell.ofField(row, name, style)).toList();
    }

    private void writeCount(long count) {
        out.appendLine(style.faint(count == 1 ? "1 row" : count + " rows"));
    }

    /** Returns an iterator over the buffered rows, and then over the rest. */
    private static Iterator<?> concat(List<Object> buffered, Iterator<?> rows) {
        Iterator<?> first = buffered.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return first.hasNext() || rows.hasNext();
            }

            @Override
            public Object next() {
                return first.hasNext() ? first.next() : rows.next();
            }
        };
    }
}
