package dev.baksh.output;

import dev.baksh.client.api.Noun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writer of GitHub Markdown tables, with the columns of the text table and without a width limit. Characters with a
 * meaning in Markdown or HTML are escaped. The first 1,000 rows determine the columns.
 */
final class MarkdownWriter {
    private static final int SAMPLE_ROWS = 1_000;

    private final TextOutput out;
    private final OutputStyle style;

    MarkdownWriter(TextOutput out, OutputStyle style) {
        this.out = out;
        this.style = style;
    }

    void print(Object value, Noun noun, List<String> requestedColumns) {
        Iterator<?> iterator = PlainValues.iteratorOrNull(value);
        if (iterator == null && RowFields.isStructured(value) && requestedColumns.isEmpty()) {
            writeFields(value);
            return;
        }
        Iterator<?> rows =
                iterator != null ? iterator : Collections.singletonList(value).iterator();
        List<Object> sample = new ArrayList<>();
        while (sample.size() < SAMPLE_ROWS && rows.hasNext()) sample.add(rows.next());
        List<String> columns = sample.isEmpty() && noun != null && requestedColumns.isEmpty()
                ? noun.columns()
                : sample.isEmpty() ? requestedColumns : RowFields.columns(noun, requestedColumns, sample);
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
            writeLine(List.of(Cell.of(name, style), Cell.of(RowFields.get(row, name), style)));
    }

    private static boolean isNumeric(List<?> rows, String name) {
        boolean hasValue = false;
        for (Object row : rows) {
            Object value = RowFields.get(row, name);
            if (value != null && !(value instanceof Number)) return false;
            hasValue |= value != null;
        }
        return hasValue;
    }

    private void writeRow(Object row, List<String> columns) {
        writeLine(columns.stream()
                .map(name -> Cell.of(RowFields.get(row, name), style))
                .toList());
    }

    private void writeLine(List<Cell> cells) {
        out.appendLine(cells.stream().map(cell -> escape(cell.text())).collect(Collectors.joining(" | ", "| ", " |")));
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<') out.append("&lt;");
            else if (c == '&') out.append("&amp;");
            else if ("\\|`*[]".indexOf(c) >= 0) out.append('\\').append(c);
            else out.append(c);
        }
        return out.toString();
    }
}
