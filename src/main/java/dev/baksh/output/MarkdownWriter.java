package dev.baksh.output;

import dev.baksh.client.api.Noun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of GitHub's Markdown, with the columns of the table for a person but of any width; what Markdown or HTML would
 * read is escaped. The first 1,000 rows decide which columns there are.
 */
final class MarkdownWriter {
    private static final int SAMPLE = 1_000;

    private final TextOutput out;
    private final OutputStyle style;

    MarkdownWriter(TextOutput out, OutputStyle style) {
        this.out = out;
        this.style = style;
    }

    void print(Object value, Noun noun, List<String> wanted) {
        Iterator<?> given = PlainValues.items(value);
        if (given == null && RowFields.structured(value) && wanted.isEmpty()) {
            fields(value);
            return;
        }
        Iterator<?> rows =
                given != null ? given : Collections.singletonList(value).iterator();
        List<Object> sample = new ArrayList<>();
        while (sample.size() < SAMPLE && rows.hasNext()) sample.add(rows.next());
        List<String> columns = sample.isEmpty() && noun != null && wanted.isEmpty()
                ? noun.columns()
                : sample.isEmpty() ? wanted : RowFields.columns(noun, wanted, sample);
        if (columns.isEmpty()) return;
        line(columns.stream().map(name -> Cell.of(name, style)).toList());
        line(columns.stream()
                .map(name -> Cell.text(number(sample, name) ? "---:" : "---"))
                .toList());
        for (Object row : sample) row(row, columns);
        while (rows.hasNext()) row(rows.next(), columns);
    }

    private void fields(Object row) {
        line(List.of(Cell.text("field"), Cell.text("value")));
        line(List.of(Cell.text("---"), Cell.text("---")));
        for (String name : RowFields.flat(row))
            line(List.of(Cell.of(name, style), Cell.of(RowFields.get(row, name), style)));
    }

    private static boolean number(List<?> rows, String name) {
        boolean any = false;
        for (Object row : rows) {
            Object value = RowFields.get(row, name);
            if (value != null && !(value instanceof Number)) return false;
            any |= value != null;
        }
        return any;
    }

    private void row(Object row, List<String> columns) {
        line(columns.stream()
                .map(name -> Cell.of(RowFields.get(row, name), style))
                .toList());
    }

    private void line(List<Cell> cells) {
        out.line(cells.stream().map(cell -> escape(cell.text())).collect(Collectors.joining(" | ", "| ", " |")));
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
