package dev.baksh.shell.complete;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;

/** Formatter of parameter names and types for help and menus. */
public final class ParameterHint {
    private ParameterHint() {}

    /** Returns the name of an argument: the alias ({@code days} for {@code days_ahead}) or the name at the server. */
    public static String argumentName(Field field) {
        return field.alias() == null ? field.name() : field.alias();
    }

    /** Returns the name of a field in a block: {@code lastModified}. */
    public static String blockFieldName(Field field) {
        return NameSuggestions.toCamelCase(field.name());
    }

    /** Returns the type and the help of a field. */
    public static String describe(Field field) {
        return field.help() == null ? describeType(field) : describeType(field) + ": " + field.help();
    }

    public static String describeType(Field field) {
        String type = switch (field.type()) {
            case STRING -> "text";
            case INT -> "whole number";
            case NUMBER -> "number";
            case BOOL -> "true or false";
            case INSTANT -> "time, UTC";
            case DURATION -> "duration";
            case LETTER -> "code letter";
            case LIST -> "list";
            case OBJECT -> "map";
            case ID -> "one of " + field.referencedNoun() + ", by name or id";
            case IDS -> "some of " + field.referencedNoun() + ", by names or ids";
        };
        return field.required() ? type + "; required" : type;
    }
}
