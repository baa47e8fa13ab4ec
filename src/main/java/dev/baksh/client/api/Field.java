package dev.baksh.client.api;

import java.util.Map;

/**
 * One documented field of a noun, or one parameter of an operation.
 *
 * @param name the server's own name
 * @param alias what baksh calls it where the server's name is long-winded, or null: {@code days} for {@code days_ahead}
 * @param type one of {@link Type}
 * @param referencedNoun  the noun that an id points at, or null; {@code account} of a policy points at {@code accounts}
 * @param required the server refuses a body without it
 * @param help one line for a person
 * @param fields documented fields of a nested object, by server name; empty for all other types
 */
public record Field(
        String name,
        String alias,
        Type type,
        String referencedNoun,
        boolean required,
        String help,
        Map<String, Field> fields) {

    /** How it is written as an argument: baksh's own word, or the server's name in camelCase. */
    public String argumentName() {
        return alias == null ? NameSuggestions.toCamelCase(name) : alias;
    }

    /** True for the server's name, its camelCase and baksh's own word. */
    public boolean matchesName(String candidate) {
        return name.equals(candidate)
                || argumentName().equals(candidate)
                || NameSuggestions.toCamelCase(name).equals(candidate);
    }

    /** How a field's JSON is read and shown. */
    public enum Type {
        STRING,
        INT,
        NUMBER,
        BOOL,
        /** ISO 8601 with a zone, or {@code {seconds, nanos}}; shown as UTC. */
        INSTANT,
        /** A code letter of the server's. */
        LETTER,
        /** A list of anything. */
        LIST,
        /** A nested object. */
        OBJECT,
        /** The id of a row of {@link Field#referencedNoun()}. */
        ID,
        /** A list of ids of rows of {@link Field#referencedNoun()}. */
        IDS
    }
}
