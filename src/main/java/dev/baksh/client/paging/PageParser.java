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
 * The rows of one page, read one at a time from its bytes: a bare array, or an array inside an envelope whose other fields
 * are kept. Memory holds the bytes and one row, or all of them once they were read ahead.
 */
final class PageParser {
    private final JsonParser parser;
    private final RowDeserializer reader;
    private final RowDeserializer loose = new RowDeserializer(null);
    private final Map<String, Object> envelope = new LinkedHashMap<>();
    private final boolean bare;
    private int depth;
    private int count;
    private boolean inRows;
    private boolean ended;
    /** Rows that were read in advance, and what broke the reading after them; null where rows are read as they are asked for. */
    private Deque<Row> ready;

    private Exception broken;

    /** @param rowsAt where the rows stand in the envelope, from the outside in; empty for the first array */
    PageParser(byte[] body, List<String> rowsAt, Noun noun) throws IOException {
        parser = JsonCodec.rows(body);
        reader = new RowDeserializer(noun);
        JsonToken first = parser.nextToken();
        bare = first == JsonToken.START_ARRAY;
        if (bare) inRows = true;
        else if (first == JsonToken.START_OBJECT) enter(rowsAt);
        else throw new IOException("neither a list nor an object");
        if (inRows) return;
        if (!rowsAt.isEmpty() || envelope.values().stream().anyMatch(Row.class::isInstance))
            throw new IOException("no list in the answer");
        ended = true; // Protobuf's JSON may leave an empty list out.
        parser.close();
    }

    /** Reads fields until the rows begin or the object ends. */
    private void enter(List<String> rowsAt) throws IOException {
        depth = 1;
        String wanted = rowsAt.isEmpty() ? null : rowsAt.get(0);
        int level = 0;
        while (depth > 0) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                depth--;
                continue;
            }
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if ((wanted == null || name.equals(wanted)) && value == JsonToken.START_ARRAY) {
                inRows = true;
                return;
            }
            if (name.equals(wanted) && value == JsonToken.START_OBJECT && level + 1 < rowsAt.size()) {
                wanted = rowsAt.get(++level);
                depth++;
            } else {
                keep(name);
            }
        }
    }

    /**
     * Reads the rows in advance, on the thread of whoever fetched them. What is wrong with one is said when it would have been
     * the next one.
     */
    PageParser ahead() {
        Deque<Row> rows = new ArrayDeque<>();
        try {
            for (Row row = read(); row != null; row = read()) rows.add(row);
        } catch (IOException | RuntimeException e) {
            broken = e;
        }
        ready = rows;
        return this;
    }

    /** The next row, or null after the last; then {@link #envelope()} is whole. */
    Row next() throws IOException {
        Row row = ready == null ? read() : ready.poll();
        if (row != null) count++;
        else if (broken instanceof IOException e) throw e;
        else if (broken != null) throw (RuntimeException) broken;
        return row;
    }

    private Row read() throws IOException {
        if (ended) return null;
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT) return reader.row(parser);
        if (token != JsonToken.END_ARRAY) throw new IOException("a list of objects was expected, not of " + token);
        ended = true;
        finish();
        return null;
    }

    private void finish() throws IOException {
        while (depth > 0) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                depth--;
                continue;
            }
            String name = parser.currentName();
            parser.nextToken();
            keep(name);
        }
        if (parser.nextToken() != null) throw new IOException("more after the end");
        parser.close();
    }

    private void keep(String name) throws IOException {
        boolean twice = envelope.containsKey(name);
        envelope.put(name, loose.value(parser, null));
        if (twice) throw new IOException("a field is named twice");
    }

    /** True when the answer was an array without an envelope: all rows there are. */
    boolean bare() {
        return bare;
    }

    /** Everything but the rows, flat. */
    Row envelope() {
        return new Row(null, envelope);
    }

    /** Rows given so far. */
    int count() {
        return count;
    }
}
