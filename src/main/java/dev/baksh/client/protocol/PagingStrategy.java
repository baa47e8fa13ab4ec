package dev.baksh.client.protocol;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strategy that builds the calls for the pages of a list and reads the totals in a page. */
public interface PagingStrategy {
    /**
     * Path of the rows in the envelope of a list, from the outside in. An array on this path contains the rows. An
     * empty path means the first array, or no array if the list has no rows.
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

    /**
     * Returns the call for a page. Query parameters of the caller take precedence, except the page size if a size is
     * given.
     */
    default ApiCall pageCall(ApiCall call, int number, int size) {
        Map<String, Object> query = new LinkedHashMap<>(pageQuery(number, size));
        call.query().forEach((name, value) -> {
            boolean replacesSize = size > 0 && name.equals(sizeParameter());
            if (value != null && !replacesSize) query.put(name, value);
        });
        return call.withQuery(query);
    }

    /** Returns the name of the field for a plain value that a list contains in place of an object. */
    default String valueField(ApiCall call) {
        if (call.path().contains("run_times")) return "run_time";
        return call.path().matches(".*(targets|instances|machines|roles|members).*") ? "name" : "value";
    }

    /** Requested number of rows of a page without a size; 0 if the requests name no size. */
    default int defaultPageSize() {
        return 0;
    }

    /**
     * Returns the call for the first page of the list in reverse order, or null if the server cannot reverse it. The
     * same rows in reverse order prove that a list without a total is complete.
     */
    default ApiCall reversed(ApiCall pageCall) {
        return null;
    }

    /** Returns the call for a page with the number 0, or null if pages have no numbers. */
    default ApiCall pageZero(ApiCall pageCall) {
        return null;
    }

    /**
     * Returns true if this kind of server has lists without pages: a response with more rows than requested then
     * contains all rows.
     */
    default boolean hasListsWithoutPages() {
        return false;
    }

    /** Parses a number of rows: a whole number, or its text. Returns -1 for any other value. */
    static long parseCount(Object count) {
        if (count instanceof Integer || count instanceof Long) return Math.max(-1, ((Number) count).longValue());
        if (count instanceof Number number) {
            double value = number.doubleValue();
            return value >= 0 && value == Math.rint(value) && value < 1e18 ? (long) value : -1;
        }
        return count instanceof String text && text.strip().matches("[0-9]{1,18}") ? Long.parseLong(text.strip()) : -1;
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
     * @param explicit true if the response says whether another page follows; else another page may exist, and only an
     *     empty page marks the end
     */
    record PageEnd(long total, boolean hasMore, boolean explicit) {}
}
