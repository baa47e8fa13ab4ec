package dev.baksh.client.protocol;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strategy that requests the pages of a list and reads the totals in a page. */
public interface PagingStrategy {
    /**
     * Path of the rows in the envelope of a list, from the outside in. An array on this path contains the rows. An empty path
     * means the first array, or no array if the list has no rows.
     */
    List<String> rowsPath();

    /**
     * Returns the query parameters of a page.
     *
     * @param number page number, from 1
     * @param size number of rows, or 0 for the default of this server
     */
    Map<String, Object> pageQuery(int number, int size);

    /** Name of the query parameter for the page size. */
    String sizeParameter();

    /**
     * Reads the totals of the list from the envelope of a page.
     *
     * @param envelope all fields except the rows, flat
     * @param rowCount number of rows of the page
     */
    PageEnd parsePageEnd(Row envelope, int number, int rowCount);

    /** Returns the call for a page. Query parameters of the caller take precedence, except the page size if a size is given. */
    default ApiCall pageCall(ApiCall call, int number, int size) {
        Map<String, Object> query = new LinkedHashMap<>(pageQuery(number, size));
        call.query().forEach((name, value) -> {
            boolean replacesSize = size > 0 && name.equals(sizeParameter());
            if (value != null && !replacesSize) query.put(name, value);
        });
        return call.withQuery(query);
    }

    /** Returns true if the caller requests one page by its number. */
    default boolean isSinglePage(ApiCall call) {
        return call.query().get("page") != null;
    }

    /**
     * Totals in a page.
     *
     * @param total number of rows that the server reports, or -1
     * @param hasMore true if another page follows
     * @param explicit true if the response says so; else another page may exist, and only an empty page marks the end
     */
    record PageEnd(long total, boolean hasMore, boolean explicit) {
        public PageEnd(long total, boolean hasMore) {
            this(total, hasMore, true);
        }
    }
}
