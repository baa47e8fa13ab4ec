package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Row;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.ServerDialect;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Dialect of the N2WS API: base path, paths of API 1.x, paging and error bodies. The server is Django REST framework
 * behind Apache (n2ws-api 3).
 */
final class N2wsDialect implements ServerDialect {
    @Override
    public String basePath() {
        return "/api/";
    }

    /**
     * Returns the path of API 1.x: AWS objects are below {@code aws/} since API 2.0.0, and have no prefix in 1.x
     * (n2ws-api 2).
     */
    @Override
    public String olderPath(String path) {
        return path.startsWith("aws/") ? path.substring("aws/".length()) : null;
    }

    @Override
    public ApiError parseError(HttpResponse response) {
        return N2wsErrorParser.parse(response);
    }

    @Override
    public Execution execution(ApiError error, int status) {
        return N2wsErrorParser.execution(error, status);
    }

    @Override
    public List<String> rowsPath() {
        return List.of("results");
    }

    /**
     * Sorts ascending by id: rows that are added while the pages are read come last and do not move other rows. The
     * server ignores unknown fields.
     */
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
        long total = PagingStrategy.parseCount(envelope.valueOrNull("count"));
        Object next = envelope.valueOrNull("next");
        boolean isLast = envelope.has("next") && next == null;
        // A blank text or false says nothing: some servers send it on each page.
        boolean isLink = next != null && !next.equals(false) && !next.toString().isBlank();
        return new PageEnd(total, !isLast && rows > 0, isLast || isLink);
    }

    /** Reverses the order of the request. */
    @Override
    public ApiCall reversed(ApiCall pageCall) {
        String ordering = String.valueOf(pageCall.query().getOrDefault("ordering", "id"));
        String reversed = Arrays.stream(ordering.split(","))
                .map(field -> field.startsWith("-") ? field.substring(1) : "-" + field)
                .collect(Collectors.joining(","));
        return pageCall.withQuery(Map.of("ordering", reversed));
    }
}
