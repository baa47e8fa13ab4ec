package dev.baksh.output;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writer of GitHub Markdown tables, with the columns of the text table and without a width limit. Characters with a
 * meaning in Markdown or HTML are escaped. The first 1,000 rows determine the columns.
 */
record MarkdownWriter(TextOutput out, OutputStyle style) {
    private static final int SAMPLE_ROWS = 1_000;
    private static final Pattern SPECIAL = Pattern.compile("[\\\\|`*\\[\\]]");

    void print(Object value, List<String> requestedColumns) {
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        if (items == null && RowFields.isStructured(value) && requestedColumns.isEmpty()) {
            writeFields(value);
            return;
        }
        Iterator<?> rows = items != null ? items : PlainValues.iterator(value);
        List<Object> sample = PlainValues.take(rows, SAMPLE_ROWS);
        List<String> columns = RowFields.columns(RowFields.nounOf(value), requestedColumns, sample);
        if (columns.isEmpty()) return;
        writeLine(columns.stream().map(name -> Cell.of(name, style)).toList());
        writeLine(columns.stream()
                .map(name -> Cell.ofText(isNumeric(sample, name) ? "---:" : "---"))
                .toList());
        for (Object row : sample) writeRow(row, columns);
        while (rows.hasNext()) writeRow(rows.next(), columns);
    }

    private void writeFields(Object row) {
        writeLine(List.of(Cell.ofText("field"), Cell.ofText("value")));
        writeLine(List.of(Cell.ofText("---"), Cell.ofText("---")));
        for (String name : RowFields.flattenedNames(row))
            writeLine(List.of(Cell.of(name, style), Cell.ofField(row, name, style)));
    }

    private static boolean isNumeric(List<?> rows, String name) {
        List<Object> values = rows.stream()
                .map(row -> RowFields.get(row, name))
                .filter(Objects::nonNull)
                .toList();
        return !values.isEmpty() && values.stream().allMatch(Number.class::isInstance);
    }

    private void writeRow(Object row, List<String> columns) {
        writeLine(columns.stream().map(name -> Cell.ofField(row, name, style)).toList());
    }

    private void writeLine(List<Cell> cells) {
        out.appendLine(cells.stream().map(cell -> escape(cell.text())).collect(Collectors.joining(" | ", "| ", " |")));
    }

    private static String escape(String text) {
        return SPECIAL.matcher(text.replace("&", "&amp;").replace("<", "&lt;")).replaceAll("\\\\$0");
    }
}
