package dev.baksh.client.px.gateway;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.protocol.PagingStrategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Paging of the gateway by offset ({@code object_index}) and size ({@code max_objects}), oldest first: an object that
 * is created while the pages are read comes last and does not move other rows. If an operation has neither parameter,
 * its single response is the complete list.
 */
final class GatewayPaging implements PagingStrategy {
    /** Page size; no maximum is documented. */
    private static final int DEFAULT_PAGE_SIZE = 100;

    private static final String SIZE_PARAMETER = "max_objects";
    private static final String OFFSET_PARAMETER = "object_index";

    /** Prefix of the paging parameters in the query; null if the query has none. */
    private final String parameterPrefix;

    private final boolean canSort;
    /** Path of the paging options in the body, outermost field first; empty if the body has none. */
    private final List<String> bodyPath;

    GatewayPaging(Operation operation) {
        parameterPrefix = operation.query().keySet().stream()
                .filter(name -> name.equals(OFFSET_PARAMETER) || name.endsWith("." + OFFSET_PARAMETER))
                .map(name -> name.substring(0, name.length() - OFFSET_PARAMETER.length()))
                .findFirst()
                .orElse(null);
        canSort = parameterPrefix != null && operation.query().containsKey(parameterPrefix + "sort_option.sortBy.type");
        boolean hasBodyOptions = operation.body().containsKey("enumerate_options");
        boolean isNested = operation.noun().equals("volumeResourceOnlyPolicies");
        bodyPath = !hasBodyOptions
                ? List.of()
                : isNested ? List.of("enumerate_options", "generic_enumerate_options") : List.of("enumerate_options");
    }

    @Override
    public List<String> rowsPath() {
        return List.of();
    }

    @Override
    public Map<String, Object> pageQuery(int number, int size) {
        Map<String, Object> page = new LinkedHashMap<>();
        if (parameterPrefix == null) return page;
        int rows = size == 0 ? DEFAULT_PAGE_SIZE : size;
        page.put(parameterPrefix + SIZE_PARAMETER, rows);
        page.put(parameterPrefix + OFFSET_PARAMETER, (long) (number - 1) * rows);
        if (canSort) {
            page.put(parameterPrefix + "sort_option.sortBy.type", "CreationTimestamp");
            page.put(parameterPrefix + "sort_option.sortOrder.type", "Ascending");
        }
        return page;
    }

    @Override
    public int defaultPageSize() {
        return parameterPrefix == null && bodyPath.isEmpty() ? 0 : DEFAULT_PAGE_SIZE;
    }

    @Override
    public String sizeParameter() {
        return parameterPrefix + SIZE_PARAMETER;
    }

    @Override
    public ApiCall pageCall(ApiCall call, int number, int size) {
        if (bodyPath.isEmpty()) return PagingStrategy.super.pageCall(call, number, size);
        int rows = size == 0 ? DEFAULT_PAGE_SIZE : size;
        Map<String, Object> options = new LinkedHashMap<>();
        Object newestLast =
                Map.of("sortBy", Map.of("type", "CreationTimestamp"), "sortOrder", Map.of("type", "Ascending"));
        options.put("sort_option", newestLast);
        options.putAll(bodyOptions(call));
        options.put(SIZE_PARAMETER, String.valueOf(rows));
        options.put(OFFSET_PARAMETER, String.valueOf((long) (number - 1) * rows));
        return call.withBody(replace(call.body(), bodyPath, options));
    }

    /** Returns a copy of a map in which the value at the path is replaced. */
    private static Map<String, Object> replace(Object source, List<String> path, Object value) {
        Map<String, Object> copy = copyMap(source);
        String key = path.get(0);
        copy.put(key, path.size() == 1 ? value : replace(copy.get(key), path.subList(1, path.size()), value));
        return copy;
    }

    private Map<String, Object> bodyOptions(ApiCall call) {
        Object node = call.body();
        for (String key : bodyPath) node = node instanceof Map<?, ?> map ? map.get(key) : null;
        return copyMap(node);
    }

    private static Map<String, Object> copyMap(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> source) source.forEach((name, field) -> map.put(String.valueOf(name), field));
        return map;
    }

    @Override
    public boolean isSinglePage(ApiCall call) {
        if (!bodyPath.isEmpty())
            return bodyOptions(call).containsKey(SIZE_PARAMETER)
                    || bodyOptions(call).containsKey(OFFSET_PARAMETER);
        return parameterPrefix == null
                || call.query().get(parameterPrefix + SIZE_PARAMETER) != null
                || call.query().get(parameterPrefix + OFFSET_PARAMETER) != null;
    }

    /**
     * Finds the end of the list. Not every list has a total; then a short page proves nothing, since a server may
     * return fewer rows than requested.
     */
    @Override
    public PageEnd parsePageEnd(Row envelope, int number, int rows) {
        long total = PagingStrategy.parseCount(envelope.valueOrNull("total_count"));
        if (total == 0 && rows > 0) total = -1; // Without a total, the field has its default value 0.
        if (envelope.valueOrNull("complete") instanceof Boolean complete)
            return new PageEnd(total, rows > 0 && !complete, true);
        return new PageEnd(total, rows > 0, total >= 0);
    }
}
