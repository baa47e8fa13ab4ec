package dev.baksh.render;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Rows;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Writes values: null, booleans, numbers, text, instants, durations, rows, maps, and lists or arrays of them in any mixture;
 * anything else as its own text.
 *
 * <p>Lists are read once and in order. JSON, NDJSON, CSV, YAML and Markdown write each element as it comes; a table holds
 * up to 10,000 rows to find its widths, and of a longer list takes them from the first 1,000. An exception from the list
 * comes through: JSON is then left without its end, a table without its count of rows.
 *
 * <p>Tables and Markdown have only text that a terminal can show without harm ({@link Text#safe}); so have all other
 * formats when the style says that a terminal reads them. Into a file or pipe text goes as it is.
 *
 * <p>Throws {@link java.io.UncheckedIOException} when the text cannot be written. Not for several threads.
 */
public final class Printer {
    private final Sink out;
    private final Style style;

    /** @param out flushed after each value when it can be, never closed */
    public Printer(Appendable out, Style style) {
        this.out = new Sink(Objects.requireNonNull(out));
        this.style = Objects.requireNonNull(style);
    }

    private Printer(Sink out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** {@link #print(Object, Format, List)} with the usual columns. */
    public void print(Object value, Format format) {
        print(value, format, List.of());
    }

    /**
     * Writes a value, ending in LF.
     *
     * @param format null for the usual: nothing for null, a bare line for a scalar (text keeps its line ends and gets no second one), and for
     *     all else a table on a terminal and NDJSON elsewhere
     * @param columns of a table, CSV or Markdown, by server name or camelCase; empty for the usual ones: CSV all fields,
     *     the others those of the catalogue
     * @throws dev.baksh.client.api.UnknownFieldException when no row knows one of the columns
     */
    public void print(Object value, Format format, List<String> columns) {
        if (value instanceof View view) {
            print(view, format, columns);
            return;
        }
        try {
            boolean bare = scalar(value) && (format == null || format == Format.TABLE);
            boolean nothing = value == null && (format == Format.CSV || format == Format.MD);
            if (bare || nothing) line(value);
            else write(value, format != null ? format : style.terminal() ? Format.TABLE : Format.NDJSON, columns);
        } finally {
            out.flush();
        }
    }

    private void print(View view, Format format, List<String> columns) {
        List<String> wanted = columns.isEmpty() ? view.columns() : columns;
        boolean table = format == Format.TABLE || format == null && style.terminal();
        if (table && view.form() == View.Form.WIDE) {
            Iterator<?> items = style.terminal() ? Plain.items(view.rows()) : null;
            Noun noun = view.rows() instanceof Rows rows ? rows.noun() : null;
            if (items != null) new Table(out, style).wide(items, noun, wanted);
            else new Printer(out, style.wide()).print(view.rows(), Format.TABLE, wanted);
            out.flush();
        } else if (table && view.form() == View.Form.VERTICAL) {
            String gap = "";
            for (Object row : view.rows()) {
                out.put(gap);
                new Vertical(out, style).print(row, wanted.isEmpty() ? Fields.flat(row) : wanted);
                gap = "\n";
            }
            out.flush();
        } else {
            print(view.rows(), format, wanted);
        }
    }

    private void line(Object value) {
        if (value == null) return;
        String local = value instanceof Instant instant ? Cell.local(instant, style) : "";
        String text = local.isEmpty() ? value.toString() : value + " (" + local + ")";
        String shown = style.terminal() ? Text.safeLines(text) : text;
        out.put(shown.endsWith("\n") ? shown : shown + "\n");
    }

    private void write(Object value, Format format, List<String> columns) {
        Noun noun = value instanceof Rows rows ? rows.noun() : null;
        switch (format) {
            case JSON -> new Json(out, style.terminal()).print(value);
            case NDJSON -> new Json(out, style.terminal()).lines(value);
            case YAML -> new Yaml(out, style.terminal()).print(value);
            case CSV -> new Csv(out, style.terminal()).print(value, columns);
            case MD -> new Markdown(out, style).print(value, noun, columns);
            case TABLE -> table(value, noun, columns);
        }
    }

    private void table(Object value, Noun noun, List<String> columns) {
        Iterator<?> items = Plain.items(value);
        if (items != null) new Table(out, style).print(items, noun, columns);
        else new Vertical(out, style).print(value, columns.isEmpty() ? Fields.flat(value) : columns);
    }

    private static boolean scalar(Object value) {
        return !Fields.structured(value) && Plain.items(value) == null;
    }
}
