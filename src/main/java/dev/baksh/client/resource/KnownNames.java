package dev.baksh.client.resource;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Cache of the names of rows that were read in this process, by id, for tables only: no request uses them. Only nouns to which
 * fields of other nouns refer are kept.
 */
final class KnownNames {
    /** Maximum age of a name: other users rename rows. */
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private static final int MAX_NAMES = 20_000;

    private final Catalog catalog;
    /** Results of {@link Catalog#isReferenced} by noun. */
    private final Map<String, Boolean> referencedNouns = new ConcurrentHashMap<>();

    private final TimeSource time;
    private final Function<Row, String> displayName;
    private final Map<Key, KnownName> names = new LinkedHashMap<>();

    private record Key(String noun, String id) {}

    private record KnownName(String name, long readAtNanos) {}

    KnownNames(Catalog catalog, TimeSource time, Function<Row, String> displayName) {
        this.catalog = catalog;
        this.time = time;
        this.displayName = displayName;
    }

    void remember(Row row) {
        Noun noun = row.noun();
        boolean isKept = noun != null
                && noun.label() != null
                && referencedNouns.computeIfAbsent(noun.name(), catalog::isReferenced);
        Object id = isKept ? row.valueOrNull(noun.key()) : null;
        String name = id == null ? null : displayName.apply(row);
        if (name == null) return;
        synchronized (this) {
            if (names.size() >= MAX_NAMES) names.clear();
            names.put(new Key(noun.name(), id.toString()), new KnownName(name, time.nanos()));
        }
    }

    /** Returns the name of the row with this id, or null if it is not known. */
    synchronized String get(String noun, Object id) {
        KnownName known = names.get(new Key(noun, String.valueOf(id)));
        boolean isOld = known == null || time.nanos() - known.readAtNanos() > MAX_AGE.toNanos();
        return isOld ? null : known.name();
    }

    /**
     * Forgets the names that a write may have changed. A new row has a new id, and a start, for example of a backup, changes no
     * name. The server may delete the rows that refer to a deleted row.
     *
     * @param row row of the write, or null if it is not known
     */
    synchronized void forgetChanged(Noun noun, Operation write, Row row) {
        if (noun.label() == null) return; // No row of the noun has a name.
        boolean isDelete = write.kind() == Operation.Kind.DELETE || "DELETE".equals(write.method());
        boolean changesRow = isDelete
                || write.kind() == Operation.Kind.UPDATE
                || write.body().containsKey(noun.label());
        if (write.kind() == Operation.Kind.CREATE || write.effect() == Effect.START || row != null && !changesRow)
            return;
        if (row == null) names.keySet().removeIf(key -> key.noun().equals(noun.name()));
        else names.remove(new Key(noun.name(), String.valueOf(row.valueOrNull(noun.key()))));
        if (isDelete)
            names.keySet()
                    .removeIf(key -> catalog.noun(key.noun()).fields().values().stream()
                            .anyMatch(field -> noun.name().equals(field.referencedNoun())));
    }

    /** Forgets all names, because a write that is not known may have changed them. */
    synchronized void clear() {
        names.clear();
    }
}
