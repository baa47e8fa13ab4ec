package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import dev.baksh.client.protocol.ServerDialect;
import java.util.List;
import java.util.Map;

/** How N2WS speaks: Django REST framework behind Apache (n2ws-api 3). */
final class N2wsDialect implements ServerDialect {
    @Override
    public String basePath() {
        return "/api/";
    }

    /** AWS objects stand under {@code aws/} since API 2.0.0, and without a prefix in 1.x (n2ws-api 2). */
    @Override
    public String olderPath(String path) {
        return path.startsWith("aws/") ? path.substring("aws/".length()) : null;
    }

    @Override
    public ApiError parseError(HttpResponse response) {
        return N2wsErrorParser.parse(response);
    }

    @Override
    public List<String> rowsPath() {
        return List.of("results");
    }

    /** Ascending by id: rows that appear while the pages are read come last, and move no other. Unknown fields are ignored. */
    @Override
    public Map<String, Object> pageQuery(int number, int size) {
        Map<String, Object> page = ServerDialect.super.pageQuery(number, size);
        page.put("ordering", "id");
        return page;
    }

    @Override
    public int pageSize() {
        return 1000;
    }

    @Override
    public String sizeParameter() {
        return "page_size";
    }

    @Override
    public PageEnd parsePageEnd(Row envelope, int number, int rows) {
        long total = parseCount(envelope.has("count") ? envelope.get("count") : null);
        boolean hasMore = !envelope.has("next") || envelope.get("next") != null;
        return new PageEnd(total, hasMore && rows > 0, envelope.has("next"));
    }

    /** A number, or a text that is one; -1 for anything else. */
    private static long parseCount(Object count) {
        if (count instanceof Number number) return number.longValue();
        return count instanceof String text && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }
}
