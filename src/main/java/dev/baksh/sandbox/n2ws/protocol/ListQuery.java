package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Query of a list request to the emulated N2WS server (n2ws-api 3): exact filters, search and ordering. The response
 * is a bare array, or an envelope if {@code page_size} is given.
 *
 * <p>The last selected ids are cached until the table changes, so that paging through many rows selects and sorts only
 * once.
 */
public final class ListQuery {
    private final RowTable table;
    private final Set<String> filterFields;
    private final List<String> searchFields;
    private String cachedKey = "";
    private int[] cachedIds = {};

    /**
     * Creates a query.
     *
     * @param filterFields query parameters that filter by the field with the same name
     * @param searchFields fields that {@code search} examines
     */
    public ListQuery(RowTable table, Set<String> filterFields, String... searchFields) {
        this.table = table;
        this.filterFields = filterFields;
        this.searchFields = List.of(searchFields);
    }

    RowTable table() {
        return table;
    }

    /** Returns the response for a list of the rows that the caller may see. */
    public ServerResponse respond(N2wsCall call) {
        return respond(call, call::canSee);
    }

    /** @param visible selects the rows that the caller may see; must depend only on the row and the caller */
    ServerResponse respond(N2wsCall call, Predicate<ObjectNode> visible) {
        int[] ids = selectIds(call, visible);
        N2wsBehavior behavior = call.behavior();
        Integer pageSize =
                behavior.options.pagingSupported ? call.request().query().positiveInt("page_size") : null;
        // As in DRF with page_size=None: "page" alone, or an invalid page_size, returns the bare array.
        if (pageSize == null)
            return ServerResponse.streaming("application/json", out -> writeRows(out, ids, 0, ids.length, null));
        return pageResponse(call.request(), ids, Math.min(pageSize, behavior.maxPageSize), behavior.countError);
    }

    private ServerResponse pageResponse(ServerRequest request, int[] ids, int pageSize, int countError) {
        int pageCount = Math.max(1, (ids.length + pageSize - 1) / pageSize);
        String pageParameter = request.query().get("page", "1");
        int page = pageParameter.equals("last") ? pageCount : request.query().positiveInt("page", 0);
        if (request.query().get("page") == null) page = 1;
        if (page == 0 || page > pageCount) throw N2wsErrorBodies.notFound("Invalid page.");
        ObjectNode envelope = JsonTrees.object();
        envelope.put("count", ids.length + countError);
        envelope.put("next", page < pageCount ? pageLink(request, page + 1) : null);
        envelope.put("previous", page > 1 ? pageLink(request, page - 1) : null);
        int fromIndex = (page - 1) * pageSize;
        int toIndex = Math.min(ids.length, fromIndex + pageSize);
        return ServerResponse.streaming("application/json", out -> writeRows(out, ids, fromIndex, toIndex, envelope));
    }

    /** Returns the link to a page. As in DRF, parameters are sorted and the first page has no {@code page}. */
    private static String pageLink(ServerRequest request, int page) {
        Map<String, String> query = new java.util.TreeMap<>(request.query().toMap());
        query.put("page", Integer.toString(page));
        if (page == 1) query.remove("page");
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        return request.baseUrl() + request.path() + (pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void writeRows(OutputStream out, int[] ids, int fromIndex, int toIndex, ObjectNode envelope)
            throws IOException {
        JsonGenerator json =
                JsonTrees.MAPPER.getFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        if (envelope != null) {
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> field : envelope.properties()) {
                json.writeFieldName(field.getKey());
                JsonTrees.MAPPER.writeTree(json, field.getValue());
            }
            json.writeFieldName("results");
        }
        json.writeStartArray();
        for (int i = fromIndex; i < toIndex; i++) {
            ObjectNode row = table.get(ids[i]);
            if (row != null) JsonTrees.MAPPER.writeTree(json, row);
        }
        json.writeEndArray();
        if (envelope != null) json.writeEndObject();
        json.close();
    }

    private synchronized int[] selectIds(N2wsCall call, Predicate<ObjectNode> visible) {
        Map<String, String> criteria = call.request().query().toMap();
        criteria.keySet().removeAll(Set.of("page", "page_size"));
        criteria.keySet().removeAll(call.behavior().ignoredParameters);
        String cacheKey = table.version() + " " + call.caller().id() + " " + criteria;
        if (cacheKey.equals(cachedKey)) return cachedIds;
        Predicate<ObjectNode> matches =
                visible.and(filterPredicate(criteria)).and(searchPredicate(criteria.get("search")));
        int[] ids = IntStream.of(table.ids())
                .filter(id -> {
                    ObjectNode row = table.get(id);
                    return row != null && matches.test(row);
                })
                .toArray();
        cachedIds = sortIds(ids, criteria.getOrDefault("ordering", ""));
        cachedKey = cacheKey;
        return cachedIds;
    }

    private Predicate<ObjectNode> filterPredicate(Map<String, String> criteria) {
        return row -> filterFields.stream()
                .filter(criteria::containsKey)
                .allMatch(name -> row.path(name).asText().equals(criteria.get(name)));
    }

    /** Returns the predicate of a search. As in DRF, each word must occur in one of the fields, case-insensitively. */
    private Predicate<ObjectNode> searchPredicate(String searchText) {
        if (searchText == null || searchText.isBlank()) return row -> true;
        String[] terms = searchText.trim().toLowerCase(Locale.ROOT).split("[\\s,]+");
        return row -> Arrays.stream(terms)
                .allMatch(term -> searchFields.stream()
                        .anyMatch(field -> row.path(field)
                                .asText()
                                .toLowerCase(Locale.ROOT)
                                .contains(term)));
    }

    /** Sorts ids. As in DRF, fields that are missing or not scalar in the first row are ignored. */
    private int[] sortIds(int[] ids, String ordering) {
        if (ids.length < 2 || ordering.isBlank()) return ids;
        Comparator<JsonNode[]> comparator = null;
        List<String> fields = new ArrayList<>();
        for (String term : ordering.split(",")) {
            boolean descending = term.trim().startsWith("-");
            String field = descending ? term.trim().substring(1) : term.trim();
            if (!table.get(ids[0]).path(field).isValueNode()) continue;
            int index = fields.size();
            fields.add(field);
            Comparator<JsonNode[]> fieldComparator = Comparator.comparing(keys -> keys[index], ListQuery::compare);
            if (descending) fieldComparator = fieldComparator.reversed();
            comparator = comparator == null ? fieldComparator : comparator.thenComparing(fieldComparator);
        }
        if (comparator == null) return ids;
        Map<Integer, JsonNode[]> keys = new HashMap<>();
        for (int id : ids) {
            ObjectNode row = table.get(id);
            keys.put(id, fields.stream().map(row::path).toArray(JsonNode[]::new));
        }
        return IntStream.of(ids)
                .boxed()
                .sorted(Comparator.comparing(keys::get, comparator))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Compares values: absent values first, then by number or string. */
    private static int compare(JsonNode left, JsonNode right) {
        boolean leftAbsent = left.isNull() || left.isMissingNode();
        boolean rightAbsent = right.isNull() || right.isMissingNode();
        if (leftAbsent || rightAbsent) return Boolean.compare(rightAbsent, leftAbsent);
        if (left.isNumber() && right.isNumber()) return left.decimalValue().compareTo(right.decimalValue());
        return left.asText().compareTo(right.asText());
    }
}
