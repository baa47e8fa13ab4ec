package dev.baksh.shell.complete;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;

/** How a parameter is typed, and what kind of value it takes, in a person's words. */
public final class ParameterHint {
    private ParameterHint() {}

    /** {@code days} for {@code days_ahead}, the server's own name otherwise. */
    public static String argument(Field field) {
        return field.word() == null ? field.name() : field.word();
    }

    /** The word of a block: {@code lastModified}. */
    public static String verb(Field field) {
        return NameSuggestions.camel(field.name());
    }

    /** For a menu: what kind of value, and what for. */
    static String help(Field field) {
        return field.help() == null ? type(field) : type(field) + ": " + field.help();
    }

    public static String type(Field field) {
        String type = switch (field.type()) {
            case STRING -> "text";
            case INT -> "whole number";
            case NUMBER -> "number";
            case BOOL -> "true or false";
            case INSTANT -> "time, UTC";
            case LETTER -> "code letter";
            case LIST -> "list";
            case OBJECT -> "map";
            case ID -> "one of " + field.ref() + ", by name or id";
            case IDS -> "some of " + field.ref() + ", by names or ids";
        };
        return field.required() ? type + "; required" : type;
    }
}
