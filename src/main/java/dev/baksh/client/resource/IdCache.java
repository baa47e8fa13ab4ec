package dev.baksh.client.resource;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.exchange.DryRunRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cache of name-to-id lookups for one statement. A write to the noun and the next statement clear the cache. The cache
 * serves only references inside requests: a row that a script looks up by name is always read from the server.
 */
final class IdCache {
    /** Maximum age of an entry. A statement may run for hours, and other users rename and delete rows meanwhile. */
    private static final Duration MAX_AGE = Duration.ofSeconds(30);

    private final Resource resource;
    private final TimeSource time;
    private final Map<String, CachedId> entries = new HashMap<>();
    /** Number of clears so far, so that a response from before a clear is not cached after the clear. */
    private long epoch;

    private record CachedId(Object id, long readAtNanos) {}

    IdCache(Resource resource, TimeSource time) {
        this.resource = resource;
        this.time = time;
    }

    /**
     * Returns the id of the single row for each name. If several names are unknown, one listing resolves all of them.
     */
    List<Object> resolve(List<String> names) {
        Map<String, Object> idsByName = new LinkedHashMap<>();
        Set<String> missingNames = new LinkedHashSet<>();
        for (String name : names) {
            Object id = get(name);
            if (id == null) missingNames.add(name);
            else idsByName.put(name, id);
        }
        long startNanos = time.nanos();
        long epochBeforeRead = epoch();
        Map<String, List<Row>> rowsByName = missingNames.size() > 1 ? listByName() : Map.of();
        for (String name : missingNames) {
            // With several names the listing is complete; a single name uses the server's search.
            Row row = resource.requireSingle(
                    name,
                    missingNames.size() > 1 ? rowsByName.getOrDefault(name, List.of()) : resource.findByName(name));
            idsByName.put(name, store(name, row, startNanos, epochBeforeRead));
        }
        List<Object> ids = new ArrayList<>();
        names.forEach(name -> ids.add(idsByName.get(name)));
        return ids;
    }

    private Map<String, List<Row>> listByName() {
        Map<String, List<Row>> rowsByName = new HashMap<>();
        for (Row row : resource.list(Map.of()))
            rowsByName
                    .computeIfAbsent(resource.displayName(row), name -> new ArrayList<>())
                    .add(row);
        return rowsByName;
    }

    private synchronized Object get(String name) {
        CachedId entry = entries.get(name);
        return entry == null || time.nanos() - entry.readAtNanos() > MAX_AGE.toNanos() ? null : entry.id();
    }

    private synchronized long epoch() {
        return epoch;
    }

    private synchronized Object store(String name, Row row, long startNanos, long epochBeforeRead) {
        Object id = resource.idOrPlaceholder(row);
        if (epochBeforeRead == epoch && !(row instanceof DryRunRow)) entries.put(name, new CachedId(id, startNanos));
        return id;
    }

    synchronized void clear() {
        entries.clear();
        epoch++;
    }
}
