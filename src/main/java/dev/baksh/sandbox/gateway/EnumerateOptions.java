package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.QueryParameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Options of a list request to the emulated gateway, read from a query or a body: name filter, order and page (px-api
 * 5).
 */
record EnumerateOptions(Function<String, String> lookup) {
    /** Reads options from a query. The parameter names have one of three prefixes, or none. */
    static EnumerateOptions of(QueryParameters query) {
        return new EnumerateOptions(name -> {
            for (String prefix :
                    List.of("enumerate_options.", "enumerate_options.generic_enumerate_options.", "options.", "")) {
                String value = query.get(prefix + name);
                if (value != null) return value;
            }
            return null;
        });
    }

    static EnumerateOptions of(JsonNode options) {
        return new EnumerateOptions(name -> {
            JsonNode node = options;
            for (String segment : name.split("\\.")) node = node.path(segment);
            if (node.isMissingNode())
                node = options.path("generic_enumerate_options").path(name);
            return node.isMissingNode() || node.isNull() ? null : node.asText();
        });
    }

    /**
     * Returns the body of a list response: the selected rows, and with {@code withTotal} the number of all matching
     * rows.
     */
    ObjectNode buildListBody(String listKey, List<ObjectNode> rows, boolean withTotal) {
        String nameFilter = textOption("name_filter");
        List<ObjectNode> matching = new ArrayList<>(
                rows.stream().filter(row -> name(row).contains(nameFilter)).toList());
        matching.sort(comparator());
        long offset = numberOption("object_index");
        long maxObjects = numberOption("max_objects");
        List<ObjectNode> pageRows = matching.stream()
                .skip(offset)
                .limit(maxObjects == 0 ? Long.MAX_VALUE : maxObjects)
                .toList();
        ObjectNode body = JsonTrees.object();
        body.set(listKey, JsonTrees.array(pageRows));
        if (withTotal) {
            body.put("total_count", Integer.toString(matching.size()));
            body.put("complete", offset + pageRows.size() >= matching.size());
        }
        return body;
    }

    private Comparator<ObjectNode> comparator() {
        boolean byName = textOption("sort_option.sortBy.type").equals("Name");
        Comparator<ObjectNode> comparator = byName
                ? Comparator.comparing(EnumerateOptions::name)
                : Comparator.comparing(
                        row -> row.path("metadata").path("create_time").asText());
        return textOption("sort_option.sortOrder.type").equals("Ascending") ? comparator : comparator.reversed();
    }

    private static String name(ObjectNode row) {
        return row.path("metadata").path("name").asText();
    }

    private String textOption(String name) {
        String value = lookup.apply(name);
        return value == null ? "" : value;
    }

    private long numberOption(String name) {
        String value = textOption(name);
        if (value.isEmpty()) return 0;
        if (value.matches("[0-9]{1,18}")) return Long.parseLong(value);
        throw GatewayErrorBodies.invalidArgument("type mismatch, parameter: " + name + ", error: " + value);
    }
}
