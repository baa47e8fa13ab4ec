package dev.baksh.client.protocol;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** Dialect of one kind of server: headers, error bodies, pages. */
public interface ServerDialect extends PagingStrategy {

    /** Prefix of every catalogue path without a leading slash: {@code /api/}. */
    String basePath();

    /** Returns the path in an older API version for a path of the catalogue, or null if the path is the same. */
    default String olderPath(String path) {
        return null;
    }

    /** The Accept header. If the header contains no version, a server uses its latest version. */
    default String acceptHeader() {
        return "application/json";
    }

    /**
     * Returns the error in a response, or null for a response without an error. A 2xx status proves nothing: Portworx
     * returns {@code SUCCESS: false} with 200.
     */
    ApiError parseError(HttpResponse response);

    /** Statement of an error about the execution of its request. */
    enum Execution {
        /** The server refused the request before it acted. */
        REFUSED,
        /** The server says in words that it refused the request, or a part of the work after it acted: no proof. */
        REFUSED_IN_WORDS,
        /** The server may have acted. */
        UNKNOWN,
        /** The error says nothing: the HTTP status decides. */
        BY_STATUS
    }

    /** Returns what an error in a response with this HTTP status proves about the execution of the request. */
    default Execution execution(ApiError error, int status) {
        return Execution.BY_STATUS;
    }

    /** Returns true if an error in a response with any HTTP status may be temporary, so that a read may be repeated. */
    default boolean isTemporary(ApiError error) {
        return false;
    }

    /**
     * Requested number of rows per page. The servers do not report their maximum; a smaller page only leads to more
     * pages.
     */
    int pageSize();

    @Override
    default int defaultPageSize() {
        return pageSize();
    }

    @Override
    default ApiCall pageZero(ApiCall pageCall) {
        return pageCall.withQuery(Map.of("page", 0));
    }

    /** Returns the parameters {@code page} and {@link #sizeParameter}. */
    @Override
    default Map<String, Object> pageQuery(int number, int size) {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("page", number);
        query.put(sizeParameter(), size == 0 ? pageSize() : size);
        return query;
    }
}
