package dev.baksh.client.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Field names of a row, shared by all rows of a page with the same names: each row then needs only one array. */
final class RowSchema {
    private final List<String> names;
    private final Map<String, Integer> indexes = new HashMap<>();

    RowSchema(List<String> names) {
        this.names = List.copyOf(names);
        for (int i = 0; i < this.names.size(); i++) indexes.put(this.names.get(i), i);
        for (int i = 0; i < this.names.size(); i++)
            indexes.putIfAbsent(NameSuggestions.toCamelCase(this.names.get(i)), i);
    }

    List<String> names() {
        return names;
    }

    /** Returns the index of a server name or its camelCase, or -1. */
    int indexOf(String name) {
        Integer index = indexes.get(name);
        return index == null ? -1 : index;
    }
}
