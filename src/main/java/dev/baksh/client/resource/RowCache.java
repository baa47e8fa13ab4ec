package dev.baksh.client.resource;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cache of the rows of a noun that references of other rows read, for one statement. A write to the noun and the next
 * statement clear the cache. One listing replaces many single reads: it is read at the third id, or at once if the noun has
 * no read by id.
 */
final class RowCache {
    /** Maximum age of the rows: a statement may run for hours. */
    private static final Duration MAX_AGE = Duration.ofSeconds(30);
    /** Number of single reads before the listing. */
    private static final int MAX_SINGLE_READS = 2;

    private final Resource resource;
    private final TimeSource time;
    private final Map<String, Row> rowsById = new LinkedHashMap<>();
    private boolean complete;
    private long readAtNanos;

    RowCache(Resource resource, TimeSource time) {
        this.resource = resource;
        this.time = time;
    }

    /** Returns the row with this id, or null if no row has the id. */
    synchronized Row get(Object id) {
        removeExpired();
        String key = String.valueOf(id);
        boolean isKnown = complete || rowsById.containsKey(key);
        if (isKnown) return rowsById.get(key);
        boolean canReadOne = resource.noun().operation("get") != null && rowsById.size() < MAX_SINGLE_READS;
        if (!canReadOne) return readAll().get(key);
        if (rowsById.isEmpty()) readAtNanos = time.nanos();
        Row row = resource.find(new Row(resource.noun(), Map.of(resource.noun().key(), id)));
        rowsById.put(key, row);
        return row;
    }

    /** Returns all rows of the noun, in the order of the server. */
    synchronized List<Row> all() {
        removeExpired();
        return List.copyOf((complete ? rowsById : readAll()).values());
    }

    private Map<String, Row> readAll() {
        long startNanos = time.nanos();
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Row row : resource.list(Map.of())) {
            // Rows without an id, such as alerts of an unknown form, stay in the list.
            Object id = row.valueOrNull(resource.noun().key());
            String key = String.valueOf(id);
            resource.client().rememberName(row);
            rows.put(id == null || rows.containsKey(key) ? "row " + rows.size() : key, row);
        }
        rowsById.clear();
        rowsById.putAll(rows);
        complete = true;
        readAtNanos = startNanos;
        return rowsById;
    }

    private void removeExpired() {
        if (!rowsById.isEmpty() && time.nanos() - readAtNanos > MAX_AGE.toNanos()) clear();
    }

    synchronized void clear() {
        rowsById.clear();
        complete = false;
    }
}
