package dev.baksh.output;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writer of CSV (RFC 4180): all fields in server order, a header, CR LF; nested values as compact JSON, null as an
 * empty cell, and the empty string as {@code ""}. Values are not changed, even if a spreadsheet would read a value as a
 * formula. On a terminal text is sanitized and lines end with LF.
 *
 * <p>The header has the names of the first 1,000 rows, or the documented names if there are no rows.
 */
record CsvWriter(TextOutput out, OutputStyle style) {
    private static final int SAMPLE_ROWS = 1_000;

    /**
     * @throws BakshException a row after the first 1,000 has a field that is missing in the header: without the field
     *     the file would look complete
     */
    void print(Object value, List<String> requestedColumns) {
        Iterator<?> items = PlainValues.iterator(value);
        List<Object> buffered = PlainValues.take(items, SAMPLE_ROWS);
        List<String> header = buildHeader(value, requestedColumns, buffered);
        if (header.isEmpty()) return;
        writeLine(header.stream().map(this::quote).toList());
        for (Object row : buffered) writeRow(row, header);
        Set<String> headerNames = new HashSet<>(header);
        for (long rowNumber = buffered.size() + 1; items.hasNext(); rowNumber++) {
            Object row = items.next();
            if (requestedColumns.isEmpty()) requireKnownFields(row, headerNames, rowNumber);
            writeRow(row, header);
        }
    }

    private static List<String> buildHeader(Object value, List<String> requestedColumns, List<?> buffered) {
        if (!requestedColumns.isEmpty()) return RowFields.columns(null, requestedColumns, buffered);
        if (!buffered.isEmpty()) return RowFields.allNames(buffered);
        Noun noun = RowFields.nounOf(value);
        return noun == null ? List.of() : List.copyOf(noun.fields().keySet());
    }

    private static void requireKnownFields(Object row, Set<String> headerNames, long rowNumber) {
        for (String name : RowFields.names(row))
            if (!headerNames.contains(name))
                throw BakshException.failure(
                        "csv: row " + rowNumber + " has a field '" + TerminalEscaper.sanitize(name)
                                + "' that is missing in the header: none of the first " + SAMPLE_ROWS + " rows has it",
                        "-o ndjson writes every field of every row");
    }

    private void writeRow(Object row, List<String> header) {
        writeLine(header.stream()
                .map(name -> formatCell(RowFields.get(row, name)))
                .toList());
    }

    private void writeLine(List<String> cells) {
        // A line with one empty cell would be an empty line, which readers skip.
        String line = cells.size() == 1 && cells.get(0).isEmpty() ? "\"\"" : String.join(",", cells);
        out.append(line).append(style.terminal() ? "\n" : "\r\n");
    }

    private String formatCell(Object value) {
        Object plain = PlainValues.of(value);
        if (plain == null) return "";
        boolean isText = plain instanceof Map || plain instanceof List || plain instanceof String;
        if (!isText) return plain.toString();
        // Redacted before the quotes are doubled: the redactor finds only a whole secret.
        return quote(style.redactor().apply(plain instanceof String text ? text : JsonWriter.toCompactJson(plain)));
    }

    private String quote(String text) {
        String safeText = style.terminal() ? TerminalEscaper.sanitize(text) : text;
        boolean needsNoQuotes = !safeText.isEmpty()
                && safeText.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && safeText.charAt(0) != ' '
                && safeText.charAt(safeText.length() - 1) != ' ';
        return needsNoQuotes ? safeText : "\"" + safeText.replace("\"", "\"\"") + "\"";
    }
}
