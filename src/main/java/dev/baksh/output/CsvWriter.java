package dev.baksh.output;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * CSV of RFC 4180: all fields in server order, a header, CR LF; nested values as compact JSON, null as nothing and the
 * empty text as {@code ""}. Data stays as it is: a text that a spreadsheet would take for a formula is not changed.
 * On a terminal the text is made safe and a line ends in LF.
 *
 * <p>The header has the names of the first 1,000 rows, or the documented ones when there are no rows.
 */
final class CsvWriter {
    private static final int SAMPLE = 1_000;

    private final TextOutput out;
    private final boolean terminal;

    CsvWriter(TextOutput out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * @throws BakshException when a row after the sample has a field that the header, by then written, has not: a file
     *     with a field left out would look whole
     */
    void print(Object value, List<String> wanted) {
        Iterator<?> given = PlainValues.items(value);
        Iterator<?> items =
                given != null ? given : Collections.singletonList(value).iterator();
        List<Object> held = new ArrayList<>();
        while (held.size() < SAMPLE && items.hasNext()) held.add(items.next());
        List<String> header = header(value, wanted, held);
        if (header.isEmpty()) return;
        line(header.stream().map(this::quote).toList());
        for (Object row : held) row(row, header);
        Set<String> known = new HashSet<>(header);
        for (long number = held.size() + 1; items.hasNext(); number++) {
            Object row = items.next();
            if (wanted.isEmpty()) check(row, known, number);
            row(row, header);
        }
    }

    private static List<String> header(Object value, List<String> wanted, List<?> held) {
        if (!wanted.isEmpty()) return held.isEmpty() ? wanted : RowFields.columns(null, wanted, held);
        if (!held.isEmpty()) return RowFields.union(held);
        return value instanceof Rows rows && rows.noun() != null
                ? List.copyOf(rows.noun().fields().keySet())
                : List.of();
    }

    private static void check(Object row, Set<String> known, long number) {
        for (String name : RowFields.names(row))
            if (!known.contains(name))
                throw BakshException.failed(
                        "csv: row " + number + " has a field '" + TerminalEscaper.safe(name)
                                + "' that none of the first " + SAMPLE + " rows had, so the header lacks it",
                        "-o ndjson has every field of every row");
    }

    private void row(Object row, List<String> header) {
        line(header.stream().map(name -> cell(RowFields.get(row, name))).toList());
    }

    private void line(List<String> cells) {
        // One empty cell alone would be an empty line, which readers skip.
        String line = cells.size() == 1 && cells.get(0).isEmpty()
                ? "\"\""
                : cells.stream().collect(Collectors.joining(","));
        out.put(line).put(terminal ? "\n" : "\r\n");
    }

    private String cell(Object value) {
        Object plain = PlainValues.of(value);
        if (plain == null) return "";
        if (plain instanceof Map || plain instanceof List) return quote(JsonWriter.compact(plain));
        return plain instanceof String text ? quote(text) : plain.toString();
    }

    private String quote(String text) {
        String shown = terminal ? TerminalEscaper.safe(text) : text;
        boolean bare = !shown.isEmpty()
                && shown.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && shown.charAt(0) != ' '
                && shown.charAt(shown.length() - 1) != ' ';
        return bare ? shown : "\"" + shown.replace("\"", "\"\"") + "\"";
    }
}
