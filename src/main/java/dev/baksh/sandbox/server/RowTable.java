package dev.baksh.sandbox.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Rows by their integer id, in order of id. Rows put here are never changed afterwards, only replaced, so that one may be
 * written to a caller while others come and go.
 *
 * <p>Rows may also be generated when asked for, which keeps a hundred thousand of them down to their ids.
 */
public final class RowTable {
    private final Map<Integer, ObjectNode> storedRows = new ConcurrentHashMap<>();
    private volatile int[] ids = {};
    private volatile IntFunction<ObjectNode> generator = id -> null;
    private int nextId = 1;
    private long version;

    /** Adds so many rows that {@code generator} makes on demand, under the next ids; at most once for a table. */
    public synchronized void addGenerated(int count, IntFunction<ObjectNode> generator) {
        int firstId = nextId;
        this.generator = generator;
        ids = IntStream.concat(IntStream.of(ids), IntStream.range(firstId, firstId + count))
                .toArray();
        nextId += count;
        version++;
    }

    /** The id that the next new row gets. */
    public synchronized int nextId() {
        return nextId;
    }

    /** The ids from here on start at this number at least. */
    public synchronized void setMinNextId(int id) {
        nextId = Math.max(nextId, id);
    }

    /** Adds or replaces the row with the id it carries. */
    public synchronized void put(ObjectNode row) {
        int id = row.path("id").intValue();
        storedRows.put(id, row);
        int index = Arrays.binarySearch(ids, id);
        if (index < 0) {
            int insertAt = -index - 1;
            int[] extended = new int[ids.length + 1];
            System.arraycopy(ids, 0, extended, 0, insertAt);
            extended[insertAt] = id;
            System.arraycopy(ids, insertAt, extended, insertAt + 1, ids.length - insertAt);
            ids = extended;
            nextId = Math.max(nextId, id + 1);
        }
        version++;
    }

    public synchronized void remove(int id) {
        ids = IntStream.of(ids).filter(existingId -> existingId != id).toArray();
        storedRows.remove(id);
        version++;
    }

    /** The row, or null. */
    public ObjectNode get(int id) {
        return Arrays.binarySearch(ids, id) < 0 ? null : row(id);
    }

    /** The row of an id that {@link #ids()} gave; null when it has gone since. */
    public ObjectNode row(int id) {
        ObjectNode row = storedRows.get(id);
        return row != null ? row : generator.apply(id);
    }

    /** All ids, rising; not to be changed. */
    public int[] ids() {
        return ids;
    }

    /** Another number after every change. */
    public synchronized long version() {
        return version;
    }
}
