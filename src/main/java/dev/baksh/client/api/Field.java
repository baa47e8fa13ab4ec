package dev.baksh.client.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Documented field of a noun, or parameter of an operation.
 *
 * @param name the server's name
 * @param alias shorter name in baksh, or null: {@code days} for {@code days_ahead}
 * @param type type of the value
 * @param referencedNoun noun that an id refers to, or null; {@code account} of a policy refers to {@code accounts}
 * @param required true when the server refuses a body without the field
 * @param help one line for the user
 * @param fields documented fields of a nested object, by server name; empty for all other types
 * @param values words for the values whose meaning is known, by value: {@code B} is {@code success}
 */
public record Field(
        String name,
        String alias,
        Type type,
        String referencedNoun,
        boolean required,
        String help,
        Map<String, Field> fields,
        Map<String, String> values) {

    private static final Pattern CHOICES = Pattern.compile("([A-Z]\\w*(?:, [A-Z]\\w*)+)(?:;.*)?");

    /** Creates an optional field without an alias, a reference and words. */
    public static Field of(String name, Type type, String help, Map<String, Field> fields) {
        return new Field(name, null, type, null, false, help, fields, Map.of());
    }

    /** Returns a copy with these words in addition; they replace words for the same values. */
    Field withValues(Map<String, String> words) {
        Map<String, String> merged = new LinkedHashMap<>(values);
        merged.putAll(words);
        return new Field(name, alias, type, referencedNoun, required, help, fields, merged);
    }

    /** Returns the word for a value, or null if its meaning is not known. */
    public String word(Object value) {
        return value == null ? null : values.get(value.toString());
    }

    /** Returns the values that the help of a text field lists first: {@code Retain, Delete; replace policy ...}. */
    public List<String> choices() {
        Matcher list = CHOICES.matcher(type == Type.STRING && help != null ? help : "");
        return list.matches() ? List.of(list.group(1).split(", ")) : List.of();
    }

    /** Returns the argument name in scripts: the alias, or the server's name in camelCase. */
    public String argumentName() {
        return alias == null ? NameSuggestions.toCamelCase(name) : alias;
    }

    /** Returns true for the server's name, its camelCase and the alias. */
    public boolean matchesName(String candidate) {
        return name.equals(candidate)
                || argumentName().equals(candidate)
                || NameSuggestions.toCamelCase(name).equals(candidate);
    }

    /** Type of a field's JSON value. */
    public enum Type {
        STRING,
        INT,
        NUMBER,
        BOOL,
        /** ISO 8601 with a zone, or {@code {seconds, nanos}}; shown as UTC. */
        INSTANT,
        /** Argument of baksh itself, {@code 2.hours}; no server has such a field. */
        DURATION,
        /** Code letter of the server. */
        LETTER,
        /** List of any values. */
        LIST,
        /** Nested object. */
        OBJECT,
        /** Id of a row of {@link Field#referencedNoun()}. */
        ID,
        /** List of ids of rows of {@link Field#referencedNoun()}. */
        IDS
    }
}
