package dev.baksh.client.paging;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.RowDeserializer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parser that reads the rows of one page one at a time: from an array, or from an array in an envelope whose other fields are
 * stored. Memory contains the bytes and one row, or all rows of a prefetched page.
 */
final class PageParser {
    private final JsonParser parser;
    private final RowDeserializer rowDeserializer;
    private final RowDeserializer envelopeDeserializer = new RowDeserializer(null);
    private final Map<String, Object> envelope = new LinkedHashMap<>();
    private final boolean bareArray;
    private int depth;
    private int count;
    private boolean ended;
    /** Prefetched rows, and the failure after them; null if rows are read on demand. */
    private Deque<Row> prefetchedRows;

    private Exception prefetchFailure;
    private final PageHeaders headers;

    /** @param rowsPath path of the rows in the envelope, from the outside in; empty for the first array */
    PageParser(HttpResponse response, List<String> rowsPath, Noun noun) throws IOException {
        headers = PageHeaders.of(response);
        parser = JsonCodec.createRowParser(response.body());
        rowDeserializer = new RowDeserializer(noun);
        JsonToken first = parser.nextToken();
        bareArray = first == JsonToken.START_ARRAY;
        if (!bareArray && first != JsonToken.START_OBJECT) throw new IOException("neither a list nor an object");
        if (!bareArray) depth = 1;
        if (bareArray || readEnvelope(rowsPath, true)) return;
        if (!rowsPath.isEmpty() || envelope.values().stream().anyMatch(Row.class::isInstance))
            throw new IOException("no list in the response");
        ended = true; // Protobuf JSON may omit an empty list.
        parser.close();
    }

    /**
     * Reads the fields of the envelope until the object ends.
     *
     * @param stopAtRows true if the rows are still to come
     * @return true at the start of the rows
     */
    private boolean readEnvelope(List<String> rowsPath, boolean stopAtRows) throws IOException {
        int level = 0;
        while (depth > 0) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                depth--;
                continue;
            }
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean isOnPath = stopAtRows && (rowsPath.isEmpty() || name.equals(rowsPath.get(level)));
            if (isOnPath && value == JsonToken.START_ARRAY) return true;
            if (isOnPath && value == JsonToken.START_OBJECT && level + 1 < rowsPath.size()) {
                level++;
                depth++;
                continue;
            }
            boolean duplicate = envelope.containsKey(name);
            envelope.put(name, envelopeDeserializer.readValue(parser, null));
            if (duplicate) throw new IOException("a duplicate field");
        }
        return false;
    }

    /**
     * Reads all rows in advance, on the thread that fetched the page. A failure is reported at the position of the invalid
     * row.
     */
    PageParser prefetch() {
        Deque<Row> rows = new ArrayDeque<>();
        try {
            for (Row row = readRow(); row != null; row = readRow()) rows.add(row);
        } catch (IOException | RuntimeException e) {
            prefetchFailure = e;
        }
        prefetchedRows = rows;
        return this;
    }

    /** Returns the next row, or null after the last row; then {@link #envelope()} is complete. */
    Row next() throws IOException {
        Row row = prefetchedRows == null ? readRow() : prefetchedRows.poll();
        if (row != null) count++;
        else if (prefetchFailure instanceof IOException e) throw e;
        else if (prefetchFailure != null) throw (RuntimeException) prefetchFailure;
        return row;
    }

    private Row readRow() throws IOException {
        if (ended) return null;
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT) return rowDeserializer.readRow(parser);
        if (token != JsonToken.END_ARRAY) throw new IOException("expected a list of objects, not of " + token);
        ended = true;
        readEnvelope(List.of(), false);
        if (parser.nextToken() != null) throw new IOException("more after the end");
        parser.close();
        return null;
    }

    /** Returns true if the response is an array without an envelope. */
    boolean isBareArray() {
        return bareArray;
    }

    /**
     * Returns what the page says about the end of the list. A full page without a total is not the end.
     *
     * @param requestedSize number of rows that were requested, or 0
     */
    PagingStrategy.PageEnd readEnd(PagingStrategy paging, int number, int requestedSize) {
        boolean full = FullPage.isFull(count, requestedSize);
        PagingStrategy.PageEnd end = headers.complete(
                bareArray
                        ? new PagingStrategy.PageEnd(-1, full, false)
                        : paging.parsePageEnd(envelope(), number, count));
        if (end.total() < 0 && !end.hasMore() && full && headers.hasNext() == null)
            return new PagingStrategy.PageEnd(-1, true, false);
        boolean needsTotal = bareArray && end.total() >= 0 && headers.hasNext() == null;
        return needsTotal ? new PagingStrategy.PageEnd(end.total(), count > 0, false) : end;
    }

    /** All fields except the rows, flat. */
    Row envelope() {
        return new Row(null, envelope);
    }

    /** Number of rows returned so far. */
    int count() {
        return count;
    }
}
