package dev.baksh.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Builder of the CSV files that N2WS sends as logs and reports, with a file name in {@code Content-Disposition}. */
public final class CsvFileBuilder {
    private final String fileName;
    private final StringBuilder text = new StringBuilder();

    /**
     * Starts a file.
     *
     * @param header names of the columns; the columns of real files are unknown, so all of them are assumptions
     */
    public CsvFileBuilder(String fileName, String... header) {
        this.fileName = fileName;
        addRow((Object[]) header);
    }

    public CsvFileBuilder addRow(Object... values) {
        text.append(Arrays.stream(values)
                .map(value -> quoteIfNeeded(value.toString()))
                .collect(Collectors.joining(",")));
        text.append("\r\n");
        return this;
    }

    /** Adds a row with these fields of an object; null is empty. */
    public CsvFileBuilder addFields(JsonNode object, String... fields) {
        return addRow(Arrays.stream(fields)
                .map(field -> object.path(field).asText(""))
                .toArray());
    }

    public ServerResponse toResponse() {
        return ServerResponse.text(
                        200, "text/csv; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8))
                .withHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    }

    private static String quoteIfNeeded(String value) {
        boolean needsNoQuotes = value.indexOf(',') < 0 && value.indexOf('"') < 0 && value.indexOf('\n') < 0;
        return needsNoQuotes ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
