package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.text.GroovyCode;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;

/**
 * Binding of a noun, such as {@code n2ws.policies}. Each iteration reads all rows from the server, page by page.
 *
 * <p>{@code [12]} is an id and {@code ['nightly']} a name. For a position use {@link #list()}.
 */
public final class NounBinding extends GroovyObjectSupport implements Rows {
    private final Supplier<ServerClient> clientSupplier;
    private final Noun noun;

    NounBinding(Supplier<ServerClient> clientSupplier, Noun noun) {
        this.clientSupplier = clientSupplier;
        this.noun = noun;
    }

    @Override
    public Noun noun() {
        return noun;
    }

    @Override
    public Iterator<Row> iterator() {
        Iterator<Row> rows = resource().list(Map.of()).iterator();
        ServerClient serverClient = clientSupplier.get();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return new BoundRow(serverClient, rows.next());
            }
        };
    }

    /** Returns the rows as a list that is read at first use. */
    public RowList list() {
        return list(Map.of());
    }

    /** Returns the rows that match the query parameters. */
    public RowList list(Map<String, ?> query) {
        Map<String, Object> arguments = new LinkedHashMap<>(query);
        arguments.replaceAll((name, value) -> RowBinder.unbindPlanned(value));
        return new RowList(clientSupplier.get(), resource().list(arguments));
    }

    /** Returns the row with this id, from 1. */
    public Row getAt(int id) {
        return getAt((long) id);
    }

    /** Returns the row with this id, from 1. */
    public Row getAt(long id) {
        if (id < 1) throw positionError("[" + id + "]");
        return new BoundRow(clientSupplier.get(), resource().get(id));
    }

    /** Returns the only row with this name. */
    public Row getAt(String name) {
        Resource resource = resource();
        if (noun.label() == null) return new BoundRow(clientSupplier.get(), resource.get(name));
        return new BoundRow(clientSupplier.get(), resource.getByName(name));
    }

    /** Returns the row for a key of another type: a name as text, a row, or an id as a number other than int and long. */
    public Object getAt(Object key) {
        if (key instanceof CharSequence name) return getAt(name.toString());
        if (key instanceof Number id && id.longValue() == id.doubleValue()) return getAt(id.longValue());
        if (key instanceof Row row) return getAt(String.valueOf(resource().displayName(row)));
        boolean isRange = key instanceof Range;
        if (key instanceof Collection<?> && !isRange) {
            throw BakshException.failure(
                    qualifiedName() + " takes one id or one name in brackets",
                    "for several rows write " + qualifiedName() + ".findAll { it."
                            + (noun.label() == null ? noun.key() : noun.label()) + " in [...] }");
        }
        if (isRange) throw positionError("[" + key + "]");
        throw BakshException.failure(qualifiedName() + "[" + key + "]: an index is an id, from 1, or a name", null);
    }

    private BakshException positionError(String index) {
        return BakshException.failure(
                qualifiedName() + index + ": an index is an id, from 1, or a name; it is not a position",
                "for a position write " + qualifiedName() + ".list()" + index);
    }

    /** Returns the number of rows. */
    public int count() {
        int count = 0;
        for (Iterator<Row> rows = resource().list(Map.of()).iterator(); rows.hasNext(); rows.next()) count++;
        return count;
    }

    /** Returns the number of rows that match the closure; stores no rows. */
    public int count(Closure<?> condition) {
        int count = 0;
        for (Row row : this) if (DefaultTypeTransformation.castToBoolean(condition.call(row))) count++;
        return count;
    }

    /** Refuses a value: Groovy would count the rows equal to the value, which is always 0. */
    public int count(Object value) {
        throw BakshException.failure(
                qualifiedName() + ".count takes a closure or nothing, not " + value,
                "write " + qualifiedName() + ".count { it.name == ... }, or " + qualifiedName() + ".contains('...')");
    }

    /** Returns the newest row of a noun with the property {@code last}; for all others the last row of the listing. */
    public Object last() {
        return noun.operation("last") != null ? getProperty("last") : DefaultGroovyMethods.last(this);
    }

    /** Returns true when there is a row, as Groovy does for lists. */
    public boolean asBoolean() {
        return iterator().hasNext();
    }

    /** Returns the number of rows. */
    public int size() {
        return count();
    }

    /** Returns true when a row has exactly this name or this id; in a dry run also for a planned row. */
    public boolean contains(Object key) {
        Resource resource = resource();
        if (key instanceof Number id) {
            for (Row row : resource.list(Map.of())) {
                if (String.valueOf(resource.id(row)).equals(String.valueOf(id.longValue()))) return true;
            }
            return false;
        }
        String name = key instanceof Row row ? resource.displayName(row) : String.valueOf(key);
        return resource.exists(name);
    }

    /** Implements {@code 'nightly' in n2ws.policies}. */
    public boolean isCase(Object key) {
        return contains(key);
    }

    /** Returns a property of the catalogue. A noun has no fields. */
    @Override
    public Object getProperty(String name) {
        if (name.equals("wide")) return RowsExtension.getWide(this);
        if (name.equals("vertical")) return RowsExtension.getVertical(this);
        Operation property = noun.operation(name);
        if (property != null && !property.onRow()) {
            if (property.isProperty())
                return OperationInvoker.invoke(clientSupplier.get(), property, null, new Object[0]);
            throw BakshException.failure(
                    qualifiedName() + ": '" + name + "' is a verb", "write " + qualifiedName() + "." + name + "()");
        }
        if (noun.field(name) != null) {
            throw BakshException.failure(
                    qualifiedName() + " has no '" + name + "': it is a field of each " + noun.singular(),
                    "write " + qualifiedName() + "*." + name);
        }
        String method = name.equals("empty") ? "isEmpty" : name;
        if (hasMethod(this, method)) {
            throw BakshException.failure(
                    qualifiedName() + " has no '" + name + "'", "write " + qualifiedName() + "." + method + "()");
        }
        String suggestion = hintFor(name, true);
        Operation list = noun.operation("list");
        for (Field field : noun.fields().values()) {
            boolean isStatusWord = field.values().containsValue(name)
                    && list != null
                    && list.query().containsKey(field.name());
            if (isStatusWord)
                suggestion = "write " + qualifiedName() + ".list(" + field.argumentName() + ": "
                        + GroovyCode.quote(name) + ")";
        }
        String indexHint = "for one " + noun.singular() + " write " + DslNames.oneRow(noun, GroovyCode.quote(name));
        throw BakshException.failure(
                qualifiedName() + " has no '" + name + "'", suggestion != null ? suggestion : indexHint);
    }

    private static boolean hasMethod(Object target, String method) {
        return !InvokerHelper.getMetaClass(target).respondsTo(target, method).isEmpty();
    }

    /** Verbs of the noun without {@code get}, which scripts write as brackets. */
    private List<String> verbs(boolean onlyReads) {
        List<String> verbs = new ArrayList<>(
                onlyReads ? noun.readVerbs(false) : noun.operations(false).keySet());
        verbs.remove("get");
        return verbs;
    }

    @Override
    public void setProperty(String name, Object value) {
        throw BakshException.failure(qualifiedName() + "." + name + " cannot be set", null);
    }

    /** Runs a verb of the catalogue. Groovy calls this method if this class has no method of the name. */
    public Object methodMissing(String name, Object arguments) {
        Operation operation = noun.operation(name);
        if (operation != null && !operation.onRow())
            return OperationInvoker.invoke(clientSupplier.get(), operation, null, arguments);
        boolean isListMethod = operation == null && hasMethod(new ArrayList<>(), name);
        String hint = isListMethod
                ? "for a list write " + qualifiedName() + ".list()." + name + "(...)"
                : hintFor(name, false);
        throw OperationInvoker.unknownVerbError(qualifiedName(), name, verbs(false), hint);
    }

    /** Returns the hint for an unknown name: a verb of one row, a suggestion, or null. A property leads to a verb that writes only by its exact name. */
    private String hintFor(String name, boolean isProperty) {
        Operation verb = noun.operation(name);
        if (verb == null && !isProperty) verb = noun.operation(DslNames.synonym(name));
        if (verb == null || !verb.onRow())
            return DslNames.suggest(clientSupplier.get().catalog(), noun, name, verbs(isProperty), isProperty);
        return "'" + verb.verb() + "' is a verb of one " + noun.singular() + ": " + DslNames.oneRow(noun, "'...'") + "."
                + verb.verb() + (verb.isProperty() ? "" : "(...)");
    }

    private Resource resource() {
        return clientSupplier.get().resource(noun.name());
    }

    private String qualifiedName() {
        return noun.server() + "." + noun.name();
    }

    /** Returns the qualified name without a request. */
    @Override
    public String toString() {
        return qualifiedName();
    }
}
