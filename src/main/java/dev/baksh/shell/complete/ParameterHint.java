package dev.baksh.shell.complete;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;

/** How a parameter is typed, and what kind of value it takes, in a person's words. */
public final class ParameterHint {
    private ParameterHint() {}

    /** {@code days} for {@code days_ahead}, the server's own name otherwise. */
    public static String argumentName(Field field) {
        return field.alias() == null ? field.name() : field.alias();
    }

    /** The word of a block: {@code lastModified}. */
    public static String blockFieldName(Field field) {
        return NameSuggestions.toCamelCase(field.name());
    }

    /** For a menu: what kind of value, and what for. */
    static String describe(Field field) {
        return field.help() == null ? describeType(field) : describeType(field) + ": " + field.help();
    }

    public static String describeType(Field field) {
        String type = switch (field.type()) {
            case STRING -> "text";
            case INT -> "whole number";
            case NUMBER -> "number";
            case BOOL -> "true or false";
            case INSTANT -> "time, UTC";
            case LETTER -> "code letter";
            case LIST -> "list";
            case OBJECT -> "map";
            case ID -> "one of " + field.referencedNoun() + ", by name or id";
            case IDS -> "some of " + field.referencedNoun() + ", by names or ids";
        };
        return field.required() ? type + "; required" : type;
    }
}
