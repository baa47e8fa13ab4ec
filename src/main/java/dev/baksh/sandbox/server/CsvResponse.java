package dev.baksh.sandbox.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builder of the CSV files that N2WS sends as logs and reports, with a file name in {@code Content-Disposition}. */
public final class CsvResponse {
    private final String fileName;
    private final StringBuilder text = new StringBuilder();

    /**
     * Starts a file.
     *
     * @param header names of the columns; the columns of real files are unknown, so all of them are assumptions
     */
    public CsvResponse(String fileName, String... header) {
        this.fileName = fileName;
        addRow((Object[]) header);
    }

    public CsvResponse addRow(Object... values) {
        List<String> cells = new ArrayList<>();
        for (Object value : values) cells.add(quoteIfNeeded(value == null ? "" : value.toString()));
        text.append(String.join(",", cells)).append("\r\n");
        return this;
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
