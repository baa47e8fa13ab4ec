package dev.baksh.client.protocol;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import java.util.List;
import java.util.Map;

/** Names of the objects in which servers wrap a row or a list of rows where the form of a response is not documented. */
public final class ResponseWrapper {
    private static final List<String> NAMES = List.of("results", "data", "objects", "items", "rows", "list", "object");

    private ResponseWrapper() {}

    /** Returns the list or the object in a wrapper, or null if the fields are no wrapper. */
    public static Object unwrap(Map<String, Object> fields, Noun noun) {
        if (noun != null && fields.get(noun.key()) != null) return null;
        if (fields.containsKey("errors") || fields.containsKey("error")) return null;
        for (String name : NAMES) if (isContent(fields.get(name))) return fields.get(name);
        if (noun == null) return null;
        for (String name : List.of(noun.name(), noun.singular().replace(' ', '_')))
            if (isContent(fields.get(name))) return fields.get(name);
        return null;
    }

    private static boolean isContent(Object value) {
        return value instanceof Row || value instanceof Map || value instanceof List;
    }
}
