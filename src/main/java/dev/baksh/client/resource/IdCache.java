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
 * What names stand for, asked of the server once while one statement runs. A write to the noun ends what is known, and so
 * does the next statement. Only for references inside of a call: a row that somebody asks for by name is always read.
 */
final class IdCache {
    /** A statement may take hours, and others rename and delete as well: what is older is asked for again. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Resource resource;
    private final TimeSource time;
    private final Map<String, Known> known = new HashMap<>();
    /** Counts what has ended the knowledge, so that an answer from before is not kept after it. */
    private long epoch;

    private record Known(Object key, long since) {}

    IdCache(Resource resource, TimeSource time) {
        this.resource = resource;
        this.time = time;
    }

    /** The key of the only row of each name; of several that are not known all are found in one listing. */
    List<Object> of(List<String> names) {
        Map<String, Object> keys = new LinkedHashMap<>();
        Set<String> asked = new LinkedHashSet<>();
        for (String name : names) {
            Object key = get(name);
            if (key == null) asked.add(name);
            else keys.put(name, key);
        }
        long began = time.nanos();
        long epoch = epoch();
        Map<String, List<Row>> listed = asked.size() > 1 ? listed() : Map.of();
        for (String name : asked) {
            // With several names the listing has told all there is; one is narrowed by the server's search.
            Row row = resource.only(name, asked.size() > 1 ? rows(listed, name) : resource.findNamed(name));
            keys.put(name, learn(name, row, began, epoch));
        }
        List<Object> each = new ArrayList<>();
        names.forEach(name -> each.add(keys.get(name)));
        return each;
    }

    private static List<Row> rows(Map<String, List<Row>> listed, String name) {
        return listed.getOrDefault(name, List.of());
    }

    private Map<String, List<Row>> listed() {
        Map<String, List<Row>> listed = new HashMap<>();
        for (Row row : resource.list(Map.of()))
            listed.computeIfAbsent(resource.label(row), name -> new ArrayList<>())
                    .add(row);
        return listed;
    }

    private synchronized Object get(String name) {
        Known entry = known.get(name);
        return entry == null || time.nanos() - entry.since() > KEPT.toNanos() ? null : entry.key();
    }

    private synchronized long epoch() {
        return epoch;
    }

    private synchronized Object learn(String name, Row row, long began, long asked) {
        if (row instanceof DryRunRow) return resource.placeholder();
        Object key = resource.key(row);
        if (asked == epoch) known.put(name, new Known(key, began));
        return key;
    }

    synchronized void forget() {
        known.clear();
        epoch++;
    }
}
