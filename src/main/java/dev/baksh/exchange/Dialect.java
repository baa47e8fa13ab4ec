package dev.baksh.exchange;

import dev.baksh.api.Row;
import java.util.List;
import java.util.Map;

/** What one kind of server does in its own way: headers, error bodies, pages. */
public interface Dialect {

    /** Stands before every path of the catalogue that has no leading slash: {@code /api/}. */
    String base();

    /** The path that servers of an older API version have for this one of the catalogue, or null when it is the same. */
    default String olderPath(String path) {
        return null;
    }

    /** The Accept header. */
    String accept();

    /**
     * The problem that an answer tells of, or null when it is a good one. A good HTTP status proves nothing: Portworx says
     * {@code SUCCESS: false} with 200.
     */
    Problem problem(WireAnswer answer);

    /** Where the rows of a list stand in its envelope, from the outside in. An array met on the way is taken as the rows. */
    List<String> rowsAt();

    /**
     * The query parameters that ask for a page.
     *
     * @param number counted from 1
     * @param size   rows, or 0 for as many as this server gives well
     */
    Map<String, Object> page(int number, int size);

    /** The query parameter that holds the size of a page. */
    String sizeName();

    /**
     * What a page's envelope says of the whole list.
     *
     * @param envelope everything but the rows, flat
     * @param rows how many rows the page held
     */
    PageEnd end(Row envelope, int number, int rows);

    /**
     * @param total how many rows the server says there are, or -1
     * @param more  another page follows
     */
    record PageEnd(long total, boolean more) {}
}
