package dev.baksh.shell;

import dev.baksh.api.Field;
import dev.baksh.api.Names;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a parameter is typed, and what kind of value it takes, in a person's words. */
final class Spelling {
    /** The catalogue says where baksh has a shorter word than the server: {@code written days: 7}. */
    private static final Pattern WRITTEN = Pattern.compile("written (\\w+):");

    private Spelling() {}

    /** {@code days} for {@code days_ahead}, the server's own name otherwise. */
    static String argument(Field field) {
        Matcher written = field.help() == null ? null : WRITTEN.matcher(field.help());
        return written != null && written.find() ? written.group(1) : field.name();
    }

    /** The word of a block: {@code lastModified}. */
    static String verb(Field field) {
        return Names.camel(field.name());
    }

    static String type(Field field) {
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
