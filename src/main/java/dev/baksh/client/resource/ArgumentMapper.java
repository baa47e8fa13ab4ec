package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Mapper that turns the arguments of a verb into server field names and ids. Looks names up on the server, so a mapping may
 * send a list request.
 */
public record ArgumentMapper(ServerClient client) {
    /** Paging parameters. Every list accepts them, and the catalogue does not repeat them at each operation. */
    private static final Set<String> PAGING_PARAMETERS = Set.of("page", "page_size", "per_page");

    /** Returns the query parameters by server name. */
    Map<String, Object> mapQuery(Operation operation, Map<String, ?> namedArgs) {
        Map<String, Object> query = new LinkedHashMap<>();
        namedArgs.forEach((name, value) -> {
            if (operation.returnsList() && PAGING_PARAMETERS.contains(name)) query.put(name, value);
            else {
                Field field = requireField(operation, operation.query(), name, "argument");
                query.put(field.name(), resolveValue(operation, field, value));
            }
        });
        return query;
    }

    /** Returns the body fields by server name. */
    Map<String, Object> mapBody(Operation operation, Map<String, ?> bodyFields) {
        Map<String, Object> body = new LinkedHashMap<>();
        bodyFields.forEach((name, value) -> {
            Field field = requireField(operation, operation.body(), name, "field");
            body.put(field.name(), resolveValue(operation, field, value));
        });
        return body;
    }

    /**
     * Returns the field with this server name, camelCase name or baksh alias.
     *
     * @throws BakshException no field matches; the hint suggests the nearest names
     */
    public static Field requireField(Operation operation, Map<String, Field> fields, String name, String argumentKind) {
        Field field = fields.get(name);
        if (field != null) return field;
        for (Field candidate : fields.values()) if (candidate.matchesName(name)) return candidate;
        field = findNestedField(fields, name);
        if (field != null) return field;
        List<String> knownNames =
                fields.values().stream().map(Field::argumentName).toList();
        String hint =
                knownNames.isEmpty() ? "it takes no arguments" : NameSuggestions.suggest(name, knownNames, "it takes");
        // The example of a listing shows how to filter by a field that is no argument.
        boolean showsExample =
                hint.startsWith("it takes: ") && operation.verb().equals("list") && operation.example() != null;
        throw BakshException.failure(
                operation.id() + " has no " + argumentKind + " '" + name + "'",
                showsExample ? hint + "\nfor example: " + operation.example() : hint);
    }

    /** Finds {@code nameFilter} as {@code enumerate_options.name_filter}, if exactly one field ends with that name. */
    private static Field findNestedField(Map<String, Field> fields, String name) {
        List<Field> found = fields.values().stream()
                .filter(field -> field.name().endsWith("." + name)
                        || NameSuggestions.toCamelCase(field.name()
                                                .substring(field.name().lastIndexOf('.') + 1))
                                        .equals(name)
                                && field.name().indexOf('.') > 0)
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    private Object resolveValue(Operation operation, Field field, Object value) {
        if (value == null) return null;
        if (field.type() == Field.Type.LETTER) return resolveLetter(operation, field.name(), value);
        if (field.type() == Field.Type.ID) return resolveId(field, value);
        if (field.type() != Field.Type.IDS) return value;
        List<Object> items = new ArrayList<>();
        if (value instanceof Iterable<?> iterable) iterable.forEach(items::add);
        else items.add(value);
        Iterator<Object> resolvedIds = resolveNames(field, items);
        List<Object> ids = new ArrayList<>();
        items.forEach(item -> ids.add(
                resolvedIds.hasNext() && item instanceof CharSequence ? resolvedIds.next() : resolveId(field, item)));
        return ids;
    }

    /**
     * Replaces the word of a code letter by the letter, for example {@code failed} by {@code F}. The server compares
     * letters, so that a word would match no row without an error.
     *
     * @throws BakshException the text is longer than a letter and no known word, or the word has several letters
     */
    Object resolveLetter(Operation operation, String fieldName, Object value) {
        Noun noun = client.catalog().noun(operation.noun());
        Field documented = noun == null ? null : noun.field(fieldName);
        if (!(value instanceof CharSequence)
                || documented == null
                || documented.values().isEmpty()) return value;
        String text = value.toString().strip();
        if (text.length() < 2 || documented.values().containsKey(text)) return value;
        List<String> letters = documented.values().entrySet().stream()
                .filter(entry -> entry.getValue().equalsIgnoreCase(text))
                .map(Map.Entry::getKey)
                .toList();
        if (letters.size() == 1) return letters.get(0);
        String known = documented.values().entrySet().stream()
                .map(entry -> "'" + entry.getKey() + "' (" + entry.getValue() + ")")
                .sorted()
                .collect(Collectors.joining(", "));
        throw BakshException.failure(
                operation.id() + ": the " + fieldName + " '" + NameSuggestions.abbreviate(text) + "' "
                        + (letters.isEmpty() ? "is not known" : "has the letters " + String.join(" and ", letters)),
                "write a letter or its meaning: " + known);
    }

    /** Resolves all names among the items together, so that one listing is enough. */
    private Iterator<Object> resolveNames(Field field, List<Object> items) {
        List<String> names = items.stream()
                .filter(CharSequence.class::isInstance)
                .map(Object::toString)
                .toList();
        boolean hasNames = client.catalog().noun(field.referencedNoun()) != null && !names.isEmpty();
        return hasNames ? client.resource(field.referencedNoun()).ids(names).iterator() : Collections.emptyIterator();
    }

    /** Resolves a value to an id: a number is an id, a row has its own id, and a string is a name. */
    private Object resolveId(Field field, Object value) {
        if (value instanceof Number) return value;
        if (client.catalog().noun(field.referencedNoun()) == null) return value;
        Resource resource = client.resource(field.referencedNoun());
        if (value instanceof Row row && isSameNoun(resource, row)) return resource.idOrPlaceholder(row);
        if (value instanceof CharSequence name) return resource.id(name.toString());
        throw BakshException.failure(
                field.name() + ": a name, an id or a row of " + field.referencedNoun() + " is expected, not " + value,
                null);
    }

    /** Compares the nouns: the id of a row of another noun would be accepted as an id of this noun. */
    private static boolean isSameNoun(Resource resource, Row row) {
        return row.noun() == null || row.noun().name().equals(resource.noun().name());
    }
}
