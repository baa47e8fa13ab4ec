package dev.baksh.dsl;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import dev.baksh.client.resource.ServerClient;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Groovy extension of the ids in rows: {@code policy.account} is the number 1, and {@code policy.account.name} reads the account.
 * A number that a script has read from a reference is an instance of its own, by whose identity the row is found. All other
 * numbers have no such properties. The number equals each other number 1, in keys of maps and in JSON too.
 */
public final class ReferenceExtension {
    private static final Map<IdentityKey, ReferenceTarget> TARGETS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();

    private ReferenceExtension() {}

    /** @param client weak, so that the table does not keep the client of an ended run */
    private record ReferenceTarget(WeakReference<ServerClient> client, String noun) {}

    /** Key that equals only a key of the same instance. */
    private static final class IdentityKey extends WeakReference<Object> {
        private final int hash;

        IdentityKey(Object id, ReferenceQueue<Object> queue) {
            super(id, queue);
            this.hash = System.identityHashCode(id);
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof IdentityKey key && get() != null && get() == key.get();
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Returns the value of a field, with each id in it as a number that leads to its row. */
    static Object withTargets(ServerClient client, Field field, Object value) {
        boolean isReference = field != null
                && (field.type() == Field.Type.ID || field.type() == Field.Type.IDS)
                && client.catalog().noun(field.referencedNoun()) != null;
        if (!isReference) return value;
        if (value instanceof List<?> ids) {
            List<Object> tagged = new ArrayList<>(ids.size());
            for (Object id : ids) tagged.add(withTarget(client, field.referencedNoun(), id));
            return Collections.unmodifiableList(tagged);
        }
        return withTarget(client, field.referencedNoun(), value);
    }

    @SuppressWarnings("removal") // Only the constructor creates an instance of its own.
    private static Object withTarget(ServerClient client, String noun, Object id) {
        Object own = null;
        // Not one conditional expression: it would convert an Integer to a Long.
        if (id instanceof Integer number) own = new Integer(number);
        if (id instanceof Long number) own = new Long(number);
        if (own == null) return id;
        for (Object key = COLLECTED.poll(); key != null; key = COLLECTED.poll()) TARGETS.remove(key);
        TARGETS.put(new IdentityKey(own, COLLECTED), new ReferenceTarget(new WeakReference<>(client), noun));
        return own;
    }

    /** Returns the row to which the number leads, or null for any other number. */
    private static BoundRow resolve(Number id) {
        ReferenceTarget target = TARGETS.get(new IdentityKey(id, null));
        ServerClient client = target == null ? null : target.client().get();
        return client == null
                ? null
                : new BoundRow(client, client.resource(target.noun()).resolve(id));
    }

    /** Returns a property of the row to which the number leads. Groovy calls this method for a name that numbers do not have. */
    public static Object propertyMissing(Number self, String name) {
        BoundRow row = resolve(self);
        if (row == null) throw new MissingPropertyException(name, self.getClass());
        return row.getProperty(name);
    }

    /** Runs a verb of the row to which the number leads. Groovy calls this method for a name that numbers do not have. */
    public static Object methodMissing(Number self, String name, Object arguments) {
        ReferenceTarget target = TARGETS.get(new IdentityKey(self, null));
        ServerClient client = target == null ? null : target.client().get();
        Operation operation =
                client == null ? null : client.catalog().noun(target.noun()).operation(name);
        boolean isVerb = operation != null && operation.onRow();
        if (isVerb) return resolve(self).methodMissing(name, arguments);
        Object[] array = arguments instanceof Object[] values ? values : new Object[] {arguments};
        throw new MissingMethodException(name, self.getClass(), array);
    }
}
