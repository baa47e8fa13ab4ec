package dev.baksh.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * In-memory table of rows by integer id, in order of id. Code must replace a stored row instead of changing it, so that
 * a response can stream rows while other requests update the table.
 *
 * <p>Rows may be generated on demand, so that 100,000 generated rows need memory only for their ids.
 */
public final class RowTable {
    private final Map<Integer, ObjectNode> storedRows = new ConcurrentHashMap<>();
    private volatile int[] ids = {};
    private volatile IntFunction<ObjectNode> generator = id -> null;
    private int nextId = 1;
    private long version;

    /** Returns a table of these rows. */
    public static RowTable of(Iterable<? extends JsonNode> rows) {
        RowTable table = new RowTable();
        rows.forEach(row -> table.put((ObjectNode) row));
        return table;
    }

    /** Adds rows that {@code generator} creates on demand, with the next ids; at most once for a table. */
    public synchronized void addGenerated(int count, IntFunction<ObjectNode> generator) {
        int firstId = nextId;
        this.generator = generator;
        ids = IntStream.concat(IntStream.of(ids), IntStream.range(firstId, firstId + count))
                .toArray();
        nextId += count;
        version++;
    }

    /** Returns the id of the next new row. */
    public synchronized int nextId() {
        return nextId;
    }

    /** Sets a minimum for the next id. */
    public synchronized void setMinNextId(int id) {
        nextId = Math.max(nextId, id);
    }

    /** Adds a row, or replaces the row with the same id. */
    public synchronized void put(ObjectNode row) {
        int id = row.path("id").intValue();
        storedRows.put(id, row);
        if (Arrays.binarySearch(ids, id) < 0) {
            ids = IntStream.concat(IntStream.of(ids), IntStream.of(id)).sorted().toArray();
            nextId = Math.max(nextId, id + 1);
        }
        version++;
    }

    public synchronized void remove(int id) {
        ids = IntStream.of(ids).filter(existingId -> existingId != id).toArray();
        storedRows.remove(id);
        version++;
    }

    /** Returns the row, or null if the row does not exist or has been removed. */
    public ObjectNode get(int id) {
        ObjectNode row = storedRows.get(id);
        if (row != null) return row;
        return Arrays.binarySearch(ids, id) < 0 ? null : generator.apply(id);
    }

    /** Returns all rows in order of id. */
    public Stream<ObjectNode> rows() {
        return IntStream.of(ids).mapToObj(this::get);
    }

    /** Returns all ids in ascending order; the caller must not change the array. */
    public int[] ids() {
        return ids;
    }

    /** Returns a number that changes with every update. */
    public synchronized long version() {
        return version;
    }
}
