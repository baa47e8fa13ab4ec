package dev.baksh.client.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The field names of a row, shared by all rows of a page that have the same ones: a row is then one array. */
final class RowSchema {
    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();

    RowSchema(List<String> names) {
        this.names = List.copyOf(names);
        for (int i = 0; i < this.names.size(); i++) places.put(this.names.get(i), i);
        for (int i = 0; i < this.names.size(); i++) places.putIfAbsent(NameSuggestions.camel(this.names.get(i)), i);
    }

    List<String> names() {
        return names;
    }

    /** The place of a server name or its camelCase, or -1. */
    int place(String name) {
        Integer place = places.get(name);
        return place == null ? -1 : place;
    }
}
