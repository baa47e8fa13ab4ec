package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.QueryParameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Enumerate options, from a query or from a body: filter by name, order, and a part of the list (px-api 5). */
final class EnumerateOptions {
    private final Function<String, String> option;

    private EnumerateOptions(Function<String, String> option) {
        this.option = option;
    }

    /** Options in a query stand behind one of three prefixes, or behind none. */
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
            JsonNode found = options;
            for (String step : name.split("\\.")) found = found.path(step);
            if (found.isMissingNode())
                found = options.path("generic_enumerate_options").path(name);
            return found.isMissingNode() || found.isNull() ? null : found.asText();
        });
    }

    /** The rows that are asked for, with the number of all that fit the filter where the kind counts them. */
    ObjectNode answer(String many, List<ObjectNode> rows, boolean counted) {
        String part = text("name_filter");
        List<ObjectNode> found = new ArrayList<>(
                rows.stream().filter(row -> name(row).contains(part)).toList());
        found.sort(order());
        long from = number("object_index");
        long most = number("max_objects");
        List<ObjectNode> page = found.stream()
                .skip(from)
                .limit(most == 0 ? Long.MAX_VALUE : most)
                .toList();
        ObjectNode answer = JsonTrees.object();
        answer.set(many, JsonTrees.array(page));
        if (counted) {
            answer.put("total_count", Integer.toString(found.size()));
            answer.put("complete", from + page.size() >= found.size());
        }
        return answer;
    }

    private Comparator<ObjectNode> order() {
        boolean byName = text("sort_option.sortBy.type").equals("Name");
        Comparator<ObjectNode> order = byName
                ? Comparator.comparing(EnumerateOptions::name)
                : Comparator.comparing(
                        row -> row.path("metadata").path("create_time").asText());
        return text("sort_option.sortOrder.type").equals("Ascending") ? order : order.reversed();
    }

    private static String name(ObjectNode row) {
        return row.path("metadata").path("name").asText();
    }

    private String text(String name) {
        String value = option.apply(name);
        return value == null ? "" : value;
    }

    private long number(String name) {
        String value = text(name);
        if (value.isEmpty()) return 0;
        if (value.matches("[0-9]{1,18}")) return Long.parseLong(value);
        throw GatewayErrorBodies.invalid("type mismatch, parameter: " + name + ", error: " + value);
    }
}
