package dev.baksh.client.protocol;

import dev.baksh.client.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one kind of server does in its own way: headers, error bodies, pages. */
public interface ServerDialect extends PagingStrategy {

    /** Stands before every path of the catalogue that has no leading slash: {@code /api/}. */
    String basePath();

    /** The path that servers of an older API version have for this one of the catalogue, or null when it is the same. */
    default String olderPath(String path) {
        return null;
    }

    /** The Accept header. Without a version in it a server answers in its latest. */
    default String acceptHeader() {
        return "application/json";
    }

    /**
     * The problem that an answer tells of, or null when it is a good one. A good HTTP status proves nothing: Portworx says
     * {@code SUCCESS: false} with 200.
     */
    ApiError parseError(HttpResponse response);

    /** How many rows a page is asked to have: no server tells its most, and one that gives fewer is asked for more pages. */
    int pageSize();

    /** By the number of the page, and its size under {@link #sizeName}. */
    @Override
    default Map<String, Object> pageQuery(int number, int size) {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("page", number);
        query.put(sizeParameter(), size == 0 ? pageSize() : size);
        return query;
    }
}
