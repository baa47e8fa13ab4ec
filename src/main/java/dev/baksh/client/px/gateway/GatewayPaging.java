package dev.baksh.client.px.gateway;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.protocol.PagingStrategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages by offset ({@code object_index}) and size ({@code max_objects}), oldest first, so that a backup that is made meanwhile
 * comes last and moves no other. Where an operation knows neither, the one answer is the whole list.
 */
final class GatewayPaging implements PagingStrategy {
    /** A round number: no greatest size is documented. */
    private static final int PAGE = 100;

    private static final String SIZE = "max_objects";
    private static final String INDEX = "object_index";

    /** Stands before the names of the options in the query; null where pages cannot be asked for there. */
    private final String prefix;

    private final boolean ordered;
    /** Where the options stand in a body that asks for the list, from the outside in; empty where there is none. */
    private final List<String> inBody;

    GatewayPaging(Operation operation) {
        String index = operation.query().keySet().stream()
                .filter(name -> name.equals(INDEX) || name.endsWith("." + INDEX))
                .findFirst()
                .orElse(null);
        prefix = index == null ? null : index.substring(0, index.length() - INDEX.length());
        ordered = prefix != null && operation.query().containsKey(prefix + "sort_option.sortBy.type");
        boolean body = operation.body().containsKey("enumerate_options");
        inBody = !body
                ? List.of()
                : operation.noun().equals("volumeResourceOnlyPolicies")
                        ? List.of("enumerate_options", "generic_enumerate_options")
                        : List.of("enumerate_options");
    }

    @Override
    public List<String> rowsAt() {
        return List.of();
    }

    @Override
    public Map<String, Object> page(int number, int size) {
        Map<String, Object> page = new LinkedHashMap<>();
        if (prefix == null) return page;
        int rows = size == 0 ? PAGE : size;
        page.put(prefix + SIZE, rows);
        page.put(prefix + INDEX, (long) (number - 1) * rows);
        if (ordered) {
            page.put(prefix + "sort_option.sortBy.type", "CreationTimestamp");
            page.put(prefix + "sort_option.sortOrder.type", "Ascending");
        }
        return page;
    }

    @Override
    public String sizeName() {
        return prefix + SIZE;
    }

    @Override
    public ApiCall turn(ApiCall call, int number, int size) {
        if (inBody.isEmpty()) return PagingStrategy.super.turn(call, number, size);
        int rows = size == 0 ? PAGE : size;
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("sort_option", Map.of("sortBy", type("CreationTimestamp"), "sortOrder", type("Ascending")));
        options.putAll(options(call));
        options.put(SIZE, String.valueOf(rows));
        options.put(INDEX, String.valueOf((long) (number - 1) * rows));
        Map<String, Object> outer = map(((Map<?, ?>) call.body()).get(inBody.get(0)));
        Map<String, Object> body = map(call.body());
        if (inBody.size() == 1) body.put(inBody.get(0), options);
        else {
            outer.put(inBody.get(1), options);
            body.put(inBody.get(0), outer);
        }
        return new ApiCall(
                call.what(),
                call.method(),
                call.path(),
                call.query(),
                body,
                call.effect(),
                call.permission(),
                call.result());
    }

    private static Map<String, Object> type(String type) {
        return Map.of("type", type);
    }

    private Map<String, Object> options(ApiCall call) {
        Object found = call.body();
        for (String step : inBody) found = found instanceof Map<?, ?> map ? map.get(step) : null;
        return map(found);
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> given) given.forEach((name, field) -> map.put(String.valueOf(name), field));
        return map;
    }

    @Override
    public boolean onePage(ApiCall call) {
        if (!inBody.isEmpty())
            return options(call).containsKey(SIZE) || options(call).containsKey(INDEX);
        return prefix == null
                || call.query().get(prefix + SIZE) != null
                || call.query().get(prefix + INDEX) != null;
    }

    /** Not every list is counted; a short page proves nothing there, since a server may give fewer rows than asked for. */
    @Override
    public PageEnd end(Row envelope, int number, int rows) {
        long total = number(envelope, "total_count");
        if (total == 0 && rows > 0) total = -1; // Left at its default by a server that does not count.
        if (envelope.has("complete") && envelope.get("complete") instanceof Boolean complete)
            return new PageEnd(total, rows > 0 && !complete);
        return new PageEnd(total, rows > 0, total >= 0);
    }

    private static long number(Row envelope, String name) {
        Object value = envelope.has(name) ? envelope.get(name) : null;
        if (value instanceof Number number) return number.longValue();
        return value instanceof String text && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }
}
