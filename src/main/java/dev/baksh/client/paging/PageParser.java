package dev.baksh.client.paging;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.protocol.JsonCodec;
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
    private boolean inRows;
    private boolean ended;
    /** Prefetched rows, and the failure after them; null if rows are read on demand. */
    private Deque<Row> prefetchedRows;

    private Exception prefetchFailure;

    /** @param rowsPath path of the rows in the envelope, from the outside in; empty for the first array */
    PageParser(byte[] body, List<String> rowsPath, Noun noun) throws IOException {
        parser = JsonCodec.createRowParser(body);
        rowDeserializer = new RowDeserializer(noun);
        JsonToken first = parser.nextToken();
        bareArray = first == JsonToken.START_ARRAY;
        if (bareArray) inRows = true;
        else if (first == JsonToken.START_OBJECT) readToRows(rowsPath);
        else throw new IOException("neither a list nor an object");
        if (inRows) return;
        if (!rowsPath.isEmpty() || envelope.values().stream().anyMatch(Row.class::isInstance))
            throw new IOException("no list in the response");
        ended = true; // Protobuf JSON may omit an empty list.
        parser.close();
    }

    /** Reads fields until the rows start or the object ends. */
    private void readToRows(List<String> rowsPath) throws IOException {
        depth = 1;
        String expectedName = rowsPath.isEmpty() ? null : rowsPath.get(0);
        int level = 0;
        while (depth > 0) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                depth--;
                continue;
            }
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if ((expectedName == null || name.equals(expectedName)) && value == JsonToken.START_ARRAY) {
                inRows = true;
                return;
            }
            if (name.equals(expectedName) && value == JsonToken.START_OBJECT && level + 1 < rowsPath.size()) {
                expectedName = rowsPath.get(++level);
                depth++;
            } else {
                addEnvelopeField(name);
            }
        }
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
        readRemainder();
        return null;
    }

    private void readRemainder() throws IOException {
        while (depth > 0) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                depth--;
                continue;
            }
            String name = parser.currentName();
            parser.nextToken();
            addEnvelopeField(name);
        }
        if (parser.nextToken() != null) throw new IOException("more after the end");
        parser.close();
    }

    private void addEnvelopeField(String name) throws IOException {
        boolean duplicate = envelope.containsKey(name);
        envelope.put(name, envelopeDeserializer.readValue(parser, null));
        if (duplicate) throw new IOException("a duplicate field");
    }

    /** Returns true if the response is an array without an envelope, which contains all rows. */
    boolean isBareArray() {
        return bareArray;
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
