package dev.baksh.client.protocol;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a list is asked for page by page, and what a page says of the whole. */
public interface PagingStrategy {
    /**
     * Where the rows of a list stand in its envelope, from the outside in. An array met on the way is taken as the rows. Empty:
     * in the first array that comes, or nowhere when the list has no rows.
     */
    List<String> rowsPath();

    /**
     * The query parameters that ask for a page.
     *
     * @param number counted from 1
     * @param size   rows, or 0 for as many as this server gives well
     */
    Map<String, Object> pageQuery(int number, int size);

    /** The query parameter that holds the size of a page. */
    String sizeParameter();

    /**
     * What a page's envelope says of the whole list.
     *
     * @param envelope everything but the rows, flat
     * @param rowCount how many rows the page held
     */
    PageEnd parsePageEnd(Row envelope, int number, int rowCount);

    /** The call that asks for a page. What the caller has set himself is kept, but for the size once pages are joined. */
    default ApiCall pageCall(ApiCall call, int number, int size) {
        Map<String, Object> query = new LinkedHashMap<>(pageQuery(number, size));
        call.query().forEach((name, value) -> {
            boolean replacesSize = size > 0 && name.equals(sizeParameter());
            if (value != null && !replacesSize) query.put(name, value);
        });
        return call.withQuery(query);
    }

    /** The caller wants one page, which he names himself. */
    default boolean isSinglePage(ApiCall call) {
        return call.query().get("page") != null;
    }

    /**
     * @param total how many rows the server says there are, or -1
     * @param hasMore  another page follows
     * @param explicit  the server has said so; otherwise there may be one, and only an empty page tells the end
     */
    record PageEnd(long total, boolean hasMore, boolean explicit) {
        public PageEnd(long total, boolean hasMore) {
            this(total, hasMore, true);
        }
    }
}
