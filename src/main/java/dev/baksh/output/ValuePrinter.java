package dev.baksh.output;

import dev.baksh.client.api.Rows;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Printer of values: null, booleans, numbers, strings, instants, durations, rows, maps, and lists or arrays of them in
 * any combination; any other value as its text.
 *
 * <p>Lists are read once and in order. JSON, NDJSON, CSV, YAML and Markdown stream each element; a table buffers up to
 * 10,000 rows to compute its widths, and takes the widths of a longer list from the first 1,000 rows. An exception
 * from the list is propagated: JSON is then incomplete, and a table has no count of rows.
 *
 * <p>Tables and Markdown contain only sanitized text ({@link TerminalEscaper#sanitize}); the other formats do so if
 * the output is a terminal. Text in a file or pipe is not changed.
 *
 * <p>Throws {@link java.io.UncheckedIOException} if the output cannot be written. Not thread-safe.
 */
public final class ValuePrinter {
    private final TextOutput out;
    private final OutputStyle style;

    /** @param out flushed after each value if possible, never closed */
    public ValuePrinter(Appendable out, OutputStyle style) {
        this.out = new TextOutput(Objects.requireNonNull(out));
        this.style = Objects.requireNonNull(style);
    }

    private ValuePrinter(TextOutput out, OutputStyle style) {
        this.out = out;
        this.style = style;
    }

    /** {@link #print(Object, OutputFormat, List)} with the default columns. */
    public void print(Object value, OutputFormat format) {
        print(value, format, List.of());
    }

    /**
     * Writes a value, ending in LF.
     *
     * @param format null for the default: nothing for null, a plain line for a scalar (text keeps its line ends and
     *     gets no second one), and for other values a table on a terminal and NDJSON elsewhere
     * @param columns columns of a table, CSV or Markdown, by server name or camelCase; empty for the default: all
     *     fields in CSV, the catalogue's columns in the others
     * @throws dev.baksh.client.api.UnknownFieldException no row has one of the columns
     */
    public void print(Object value, OutputFormat format, List<String> columns) {
        if (value instanceof RowsView view) {
            print(view, format, columns);
            return;
        }
        try {
            boolean isScalar = !RowFields.isStructured(value) && PlainValues.iteratorOrNull(value) == null;
            boolean isPlainText = isScalar && (format == null || format == OutputFormat.TABLE);
            boolean isEmptyTable = value == null && (format == OutputFormat.CSV || format == OutputFormat.MD);
            if (isPlainText || isEmptyTable) printScalar(value);
            else
                printAs(
                        value,
                        format != null ? format : style.terminal() ? OutputFormat.TABLE : OutputFormat.NDJSON,
                        columns);
        } finally {
            out.flush();
        }
    }

    private void print(RowsView view, OutputFormat format, List<String> columns) {
        List<String> effectiveColumns = columns.isEmpty() ? view.columns() : columns;
        boolean isTable = format == OutputFormat.TABLE || format == null && style.terminal();
        if (isTable && view.form() == RowsView.Form.WIDE) {
            Iterator<?> items = style.terminal() ? PlainValues.iteratorOrNull(view.rows()) : null;
            if (items != null)
                new TableWriter(out, style).printWide(items, RowFields.nounOf(view.rows()), effectiveColumns);
            else
                new ValuePrinter(out, style.withUnlimitedWidth())
                        .print(view.rows(), OutputFormat.TABLE, effectiveColumns);
            out.flush();
        } else if (isTable && view.form() == RowsView.Form.WRAPPED && style.terminal()) {
            new TableWriter(out, style)
                    .printWrapped(PlainValues.take(view.iterator(), Integer.MAX_VALUE), effectiveColumns);
            out.flush();
        } else if (isTable && view.form() == RowsView.Form.VERTICAL) {
            String separator = "";
            for (Object row : view.rows()) {
                out.append(separator);
                new VerticalWriter(out, style)
                        .print(row, effectiveColumns.isEmpty() ? RowFields.flattenedNames(row) : effectiveColumns);
                separator = "\n";
            }
            out.flush();
        } else {
            print(view.rows(), format, effectiveColumns);
        }
    }

    private void printScalar(Object value) {
        if (value == null) return;
        String localTime = value instanceof Instant instant ? Cell.formatLocalTime(instant, style) : "";
        String text = style.redactor().apply(localTime.isEmpty() ? value.toString() : value + " (" + localTime + ")");
        String safeText = style.terminal() ? TerminalEscaper.sanitizeLines(text) : text;
        out.append(safeText.endsWith("\n") ? safeText : safeText + "\n");
    }

    private void printAs(Object value, OutputFormat format, List<String> columns) {
        switch (format) {
            case JSON -> new JsonWriter(out, style.terminal()).print(value);
            case NDJSON -> new JsonWriter(out, style.terminal()).printLines(value);
            case YAML -> new YamlWriter(out, style.terminal()).print(value);
            case CSV -> new CsvWriter(out, style).print(value, columns);
            case MD -> new MarkdownWriter(out, style).print(value, columns);
            case TABLE -> printTable(value, columns);
        }
    }

    private void printTable(Object value, List<String> columns) {
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        if (value instanceof Rows.None none && none.isEmpty()) return;
        if (items != null) new TableWriter(out, style).print(items, RowFields.nounOf(value), columns);
        else new VerticalWriter(out, style).print(value, columns.isEmpty() ? RowFields.flattenedNames(value) : columns);
    }
}
