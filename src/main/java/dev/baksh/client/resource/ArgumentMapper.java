package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What people pass to a verb, in the names and ids that the server wants. */
public final class ArgumentMapper {
    /** Paging can be asked for on every list, and is not in each entry of the catalogue. */
    private static final Set<String> PAGING = Set.of("page", "page_size", "per_page");

    private final ServerClient client;

    ArgumentMapper(ServerClient client) {
        this.client = client;
    }

    /** Query parameters by server name. */
    Map<String, Object> query(Operation operation, Map<String, ?> named) {
        Map<String, Object> query = new LinkedHashMap<>();
        named.forEach((name, value) -> {
            if (operation.many() && PAGING.contains(name)) query.put(name, value);
            else {
                Field field = field(operation, operation.query(), name, "argument");
                query.put(field.name(), resolve(field, value));
            }
        });
        return query;
    }

    /** Body fields by server name. */
    Map<String, Object> body(Operation operation, Map<String, ?> given) {
        Map<String, Object> body = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            Field field = field(operation, operation.body(), name, "field");
            body.put(field.name(), resolve(field, value));
        });
        return body;
    }

    /** The field of this name, its camelCase, or baksh's own word for it; else an error with a suggestion. */
    public static Field field(Operation operation, Map<String, Field> fields, String name, String kind) {
        Field field = fields.get(name);
        if (field != null) return field;
        for (Field candidate : fields.values()) if (candidate.called(name)) return candidate;
        field = nested(fields, name);
        if (field != null) return field;
        List<String> known = fields.values().stream().map(Field::spelling).toList();
        throw BakshException.failed(
                operation.id() + " has no " + kind + " '" + name + "'",
                known.isEmpty() ? "it takes none" : NameSuggestions.suggest(name, known, "it takes"));
    }

    /** {@code nameFilter} is {@code enumerate_options.name_filter} where no other field ends so. */
    private static Field nested(Map<String, Field> fields, String name) {
        List<Field> found = fields.values().stream()
                .filter(field -> field.name().endsWith("." + name)
                        || NameSuggestions.camel(field.name()
                                                .substring(field.name().lastIndexOf('.') + 1))
                                        .equals(name)
                                && field.name().indexOf('.') > 0)
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    private Object resolve(Field field, Object value) {
        if (value == null) return null;
        if (field.type() == Field.Type.ID) return id(field, value);
        if (field.type() != Field.Type.IDS) return value;
        List<Object> items = new ArrayList<>();
        if (value instanceof Iterable<?> many) many.forEach(items::add);
        else items.add(value);
        Iterator<Object> keys = keys(field, items);
        List<Object> ids = new ArrayList<>();
        items.forEach(item -> ids.add(keys.hasNext() && item instanceof CharSequence ? keys.next() : id(field, item)));
        return ids;
    }

    /** The ids of the names among the items, all of which are looked up together. */
    private Iterator<Object> keys(Field field, List<Object> items) {
        List<String> names = items.stream()
                .filter(CharSequence.class::isInstance)
                .map(Object::toString)
                .toList();
        boolean known = client.catalog().noun(field.ref()) != null && !names.isEmpty();
        return known ? client.resource(field.ref()).keys(names).iterator() : Collections.emptyIterator();
    }

    /** A number is an id, a row stands for its own, and a text is a name. */
    private Object id(Field field, Object value) {
        if (value instanceof Number) return value;
        if (client.catalog().noun(field.ref()) == null) return value;
        Resource resource = client.resource(field.ref());
        if (value instanceof DryRunRow row && isOf(resource, row)) return resource.placeholder();
        if (value instanceof Row row && isOf(resource, row)) return resource.key(row);
        if (value instanceof CharSequence name) return resource.key(name.toString());
        throw BakshException.failed(
                field.name() + ": a name, an id or a row of " + field.ref() + " is expected, not " + value, null);
    }

    /** The id of a row of another kind would be taken for one of this kind. */
    private static boolean isOf(Resource resource, Row row) {
        return row.noun() == null || row.noun().name().equals(resource.noun().name());
    }
}
