package dev.baksh.client.paging;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.protocol.RowReader;
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
    /** Format of the ids of both servers. */
    private static final String ID_PATTERN = "[0-9]{1,19}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private final JsonParser parser;
    private final RowReader rowDeserializer;
    private final RowReader envelopeDeserializer = new RowReader(null);
    private final Map<String, Object> envelope = new LinkedHashMap<>();
    private final boolean bareArray;
    private int depth;
    private int count;
    private boolean ended;
    /** Prefetched rows, and the failure after them; null if rows are read on demand. */
    private Deque<Row> prefetchedRows;

    private Exception prefetchFailure;
    private final PageHeaders headers;
    private final byte[] body;
    private final Noun noun;
    private final String valueField;

    /**
     * @param rowsPath path of the rows in the envelope, from the outside in; empty for the first array
     * @param valueField name of the field for a plain value in place of an object
     */
    PageParser(HttpResponse response, List<String> rowsPath, Noun noun, String valueField) throws IOException {
        this.valueField = valueField;
        headers = PageHeaders.of(response);
        parser = JsonCodec.createRowParser(response.body());
        rowDeserializer = new RowReader(noun);
        body = response.body();
        // Rows that only a verb returns have documented fields, but not always a documented form.
        this.noun = noun == null || !noun.hasVerbs() ? null : noun;
        JsonToken first = parser.nextToken();
        bareArray = first == JsonToken.START_ARRAY || first == JsonToken.VALUE_NULL;
        if (first == null) throw new IOException("an empty response");
        if (!bareArray && first != JsonToken.START_OBJECT) {
            if (parser.nextToken() != null) throw new IOException("more after the end");
            throw unknownShape();
        }
        if (first == JsonToken.VALUE_NULL) {
            if (parser.nextToken() != null) throw new IOException("more after the end");
            ended = true;
            return;
        }
        if (!bareArray) depth = 1;
        if (bareArray || readEnvelope(rowsPath, true)) return;
        if (parser.nextToken() != null) throw new IOException("more after the end");
        ended = true;
        parser.close();
        if (!rowsPath.isEmpty()) prefetchedRows = readOtherShape(rowsPath.get(rowsPath.size() - 1));
        // Protobuf JSON may omit an empty list.
        else if (envelope.values().stream().anyMatch(Row.class::isInstance)) throw unknownShape();
    }

    /** Reads rows from an object that is not the usual envelope: an object by id, a single object, or null. */
    private Deque<Row> readOtherShape(String rowsName) throws IOException {
        if (envelope.containsKey(rowsName) && envelope.get(rowsName) == null) return new ArrayDeque<>();
        Map<String, Object> fields = envelope.get(rowsName) instanceof Row row ? row.toMap() : envelope;
        boolean isById = !fields.isEmpty()
                && fields.entrySet().stream()
                        .allMatch(entry -> entry.getKey().matches(ID_PATTERN) && isObject(entry.getValue()));
        boolean isSingle = noun == null
                ? !fields.isEmpty() && !fields.containsKey("errors") && !fields.containsKey("detail")
                : fields.get(noun.key()) != null;
        Deque<Row> rows = new ArrayDeque<>();
        Object content = isById ? null : ResponseWrapper.unwrap(envelope, noun);
        if (content instanceof List<?> list && !isWrongList(list)) {
            for (Object item : list)
                rows.add(
                        isObject(item)
                                ? (Row) JsonCodec.convert(toMap(item), noun)
                                : new Row(null, Map.of(valueField, item)));
            return rows;
        }
        if (content != null
                && isObject(content)
                && (noun == null || toMap(content).get(noun.key()) != null)) {
            rows.add((Row) JsonCodec.convert(toMap(content), noun));
            return rows;
        }
        if (isById) {
            for (Map.Entry<String, Object> entry : fields.entrySet()) {
                Map<String, Object> rowFields = new LinkedHashMap<>(toMap(entry.getValue()));
                if (noun != null) rowFields.putIfAbsent(noun.key(), entry.getKey());
                rows.add((Row) JsonCodec.convert(rowFields, noun));
            }
        } else if (isSingle) rows.add((Row) JsonCodec.convert(fields, noun));
        else throw unknownShape();
        return rows;
    }

    /** True for a list with elements that are no rows. */
    private boolean isWrongList(List<?> list) {
        return list.stream()
                .anyMatch(item -> !isObject(item) && (noun != null || item == null || item instanceof List));
    }

    private static boolean isObject(Object value) {
        return value instanceof Row || value instanceof Map;
    }

    private static Map<String, Object> toMap(Object value) {
        if (value instanceof Row row) return row.toMap();
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, field) -> map.put(String.valueOf(name), field));
        return map;
    }

    private IOException unknownShape() {
        return new UnknownShapeException(
                noun == null ? "a list of objects or of plain values" : "a list of objects", body);
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
        if (prefetchedRows != null) return this; // The constructor has read the rows of an unusual form.
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
        if (token == null) throw new IOException("the list does not end");
        // The form of lists without a noun is not documented: a plain value is a row with one field.
        if (token.isScalarValue() && noun == null && token != JsonToken.VALUE_NULL)
            return new Row(null, Map.of(valueField, rowDeserializer.readValue(parser, null)));
        if (token != JsonToken.END_ARRAY) {
            while (parser.nextToken() != null) parser.skipChildren(); // A response that was cut off is damaged.
            throw unknownShape();
        }
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
        boolean full = TruncationCheck.mayBeTruncated(count, requestedSize);
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
