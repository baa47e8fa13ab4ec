package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.QueryParameters;
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
 * N2WS lists (n2ws-api 3): exact filters, search, ordering; a bare array, or an envelope when {@code page_size} is given.
 *
 * <p>The chosen ids of the last list are kept while the table stays as it is, so that paging through many rows chooses and
 * sorts once.
 */
public final class ListQuery {
    private final RowTable table;
    private final Set<String> filters;
    private final List<String> searched;
    private final N2wsBehavior switches;
    private String lastKey = "";
    private int[] lastIds = {};

    /**
     * @param filters query parameters that mean the field of the same name
     * @param searched fields that {@code search} looks into
     */
    public ListQuery(RowTable table, Set<String> filters, List<String> searched, N2wsBehavior switches) {
        this.table = table;
        this.filters = filters;
        this.searched = searched;
        this.switches = switches;
    }

    /** @param visible which rows the caller may see; must depend on nothing but the row and the caller */
    public ServerResponse answer(ServerRequest ask, N2wsPrincipal caller, Predicate<ObjectNode> visible) {
        int[] ids = chosen(ask.query(), caller, visible);
        Integer size = switches.pagingSupported() ? ask.query().positive("page_size") : null;
        // As DRF with page_size=None: "page" alone, or a page_size that is no number, gives the bare array.
        if (size == null) return ServerResponse.stream("application/json", out -> write(out, ids, 0, ids.length, null));
        return page(ask, ids, Math.min(size, switches.maxPageSize()));
    }

    private ServerResponse page(ServerRequest ask, int[] ids, int size) {
        int pages = Math.max(1, (ids.length + size - 1) / size);
        String asked = ask.query().get("page", "1");
        Integer page =
                asked.equals("last") ? Integer.valueOf(pages) : ask.query().positive("page");
        if (ask.query().get("page") == null) page = 1;
        if (page == null || page > pages) throw N2wsErrorBodies.notFound("Invalid page.");
        ObjectNode head = JsonTrees.object();
        head.put("count", ids.length + switches.countIsWrongBy());
        head.put("next", page < pages ? link(ask, page + 1) : null);
        head.put("previous", page > 1 ? link(ask, page - 1) : null);
        int from = (page - 1) * size;
        int to = Math.min(ids.length, from + size);
        return ServerResponse.stream("application/json", out -> write(out, ids, from, to, head));
    }

    /** As DRF writes it: parameters sorted, and no {@code page} for the first page. */
    private static String link(ServerRequest ask, int page) {
        Map<String, String> query = new java.util.TreeMap<>(ask.query().all());
        query.put("page", Integer.toString(page));
        if (page == 1) query.remove("page");
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        return ask.base() + ask.path() + (pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void write(OutputStream out, int[] ids, int from, int to, ObjectNode envelope) throws IOException {
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
        for (int i = from; i < to; i++) {
            ObjectNode row = table.row(ids[i]);
            if (row != null) JsonTrees.MAPPER.writeTree(json, row);
        }
        json.writeEndArray();
        if (envelope != null) json.writeEndObject();
        json.close();
    }

    private synchronized int[] chosen(QueryParameters query, N2wsPrincipal caller, Predicate<ObjectNode> visible) {
        Map<String, String> choice = query.all();
        choice.keySet().removeAll(Set.of("page", "page_size"));
        choice.keySet().removeAll(switches.ignoredParameters());
        String key = table.version() + " " + caller.user().id() + " " + choice;
        if (key.equals(lastKey)) return lastIds;
        Predicate<ObjectNode> wanted = visible.and(filter(choice)).and(search(choice.get("search")));
        int[] ids = IntStream.of(table.ids())
                .filter(id -> {
                    ObjectNode row = table.row(id);
                    return row != null && wanted.test(row);
                })
                .toArray();
        lastIds = sorted(ids, choice.getOrDefault("ordering", ""));
        lastKey = key;
        return lastIds;
    }

    private Predicate<ObjectNode> filter(Map<String, String> choice) {
        return row -> filters.stream()
                .filter(choice::containsKey)
                .allMatch(name -> row.path(name).asText().equals(choice.get(name)));
    }

    /** As DRF: every word must stand in one of the fields, in any case. */
    private Predicate<ObjectNode> search(String text) {
        if (text == null || text.isBlank()) return row -> true;
        String[] words = text.trim().toLowerCase(Locale.ROOT).split("[\\s,]+");
        return row -> Arrays.stream(words)
                .allMatch(word -> searched.stream()
                        .anyMatch(field -> row.path(field)
                                .asText()
                                .toLowerCase(Locale.ROOT)
                                .contains(word)));
    }

    /** A field that is no plain field of the first row is passed over in silence, as DRF does. */
    private int[] sorted(int[] ids, String ordering) {
        if (ids.length < 2 || ordering.isBlank()) return ids;
        Comparator<JsonNode[]> order = null;
        List<String> fields = new ArrayList<>();
        for (String term : ordering.split(",")) {
            boolean down = term.trim().startsWith("-");
            String field = down ? term.trim().substring(1) : term.trim();
            if (!table.row(ids[0]).path(field).isValueNode()) continue;
            int place = fields.size();
            fields.add(field);
            Comparator<JsonNode[]> next = Comparator.comparing(keys -> keys[place], ListQuery::compare);
            if (down) next = next.reversed();
            order = order == null ? next : order.thenComparing(next);
        }
        if (order == null) return ids;
        Map<Integer, JsonNode[]> keys = new HashMap<>();
        for (int id : ids) {
            ObjectNode row = table.row(id);
            keys.put(id, fields.stream().map(row::path).toArray(JsonNode[]::new));
        }
        return IntStream.of(ids)
                .boxed()
                .sorted(Comparator.comparing(keys::get, order))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Nothing first, then by number or text. */
    private static int compare(JsonNode left, JsonNode right) {
        boolean leftAbsent = left.isNull() || left.isMissingNode();
        boolean rightAbsent = right.isNull() || right.isMissingNode();
        if (leftAbsent || rightAbsent) return Boolean.compare(rightAbsent, leftAbsent);
        if (left.isNumber() && right.isNumber()) return left.decimalValue().compareTo(right.decimalValue());
        return left.asText().compareTo(right.asText());
    }
}
