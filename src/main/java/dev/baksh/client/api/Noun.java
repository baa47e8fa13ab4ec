package dev.baksh.client.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Kind of object of a server, as described by the catalogue.
 *
 * @param server {@code n2ws} or {@code px}
 * @param name plural, as in scripts: {@code policies}
 * @param singular singular, for messages: {@code policy}
 * @param key the field that identifies a row, {@code id}
 * @param label the field with the display name of a row, {@code name}, or null when rows have no name
 * @param liftedField nested object whose fields are readable as fields of the row ({@code metadata} on Portworx), or
 *     null
 * @param help one line
 * @param columns fields shown in a table, most important first
 * @param fields documented fields by server name
 * @param operations operations by verb, in catalogue order
 */
public record Noun(
        String server,
        String name,
        String singular,
        String key,
        String label,
        String liftedField,
        String help,
        List<String> columns,
        Map<String, Field> fields,
        Map<String, Operation> operations) {

    /** Returns the documented field with this server name or its camelCase, or null. */
    public Field field(String name) {
        Field field = fields.get(name);
        if (field != null) return field;
        for (Field candidate : fields.values())
            if (NameSuggestions.toCamelCase(candidate.name()).equals(name)) return candidate;
        return null;
    }

    /** Returns the singular with its article: {@code a policy}, {@code an account}. */
    public String singularWithArticle() {
        return NameSuggestions.withArticle(singular);
    }

    /** Returns a copy with other documented fields. */
    public Noun withFields(Map<String, Field> fields) {
        return new Noun(server, name, singular, key, label, liftedField, help, columns, fields, operations);
    }

    /** True for a noun of scripts; false for the mere fields of the rows of a list or of a nested object. */
    public boolean hasVerbs() {
        return !operations.isEmpty();
    }

    /** Returns the operation of this verb, or null. */
    public Operation operation(String verb) {
        return operations.get(verb);
    }

    /** Returns the verbs that only read, which a hint at an unknown property may name. */
    public Set<String> readVerbs(boolean onRow) {
        Map<String, Operation> verbs = operations(onRow);
        verbs.values().removeIf(operation -> operation.effect().isWrite());
        return verbs.keySet();
    }

    /** Returns the operations that are called on a row ({@code true}) or on the noun itself. */
    public Map<String, Operation> operations(boolean onRow) {
        Map<String, Operation> matching = new LinkedHashMap<>();
        operations.forEach((verb, operation) -> {
            if (operation.onRow() == onRow) matching.put(verb, operation);
        });
        return matching;
    }
}
