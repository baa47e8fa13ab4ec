package dev.baksh.client.paging;

import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.PagingStrategy;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Totals of a listing in the headers of a page: {@code X-Total-Count}, {@code Content-Range} and {@code Link} (RFC
 * 8288). The addresses in the {@code Link} header are never requested, because they may name another host.
 *
 * @param total number of rows of the list, or -1
 * @param hasNext true if another page follows, false if no page follows, null if the headers do not say
 */
record PageHeaders(long total, Boolean hasNext) {
    private static final String RELATION = ";\\s*+rel\\s*+=\\s*+\"?+([^\",;]*\\s)?";

    static PageHeaders of(HttpResponse response) {
        long total = Math.max(
                PagingStrategy.parseCount(response.header("x-total-count")),
                PagingStrategy.parseCount(response.header("x-total")));
        String range = response.header("content-range");
        if (range != null && range.contains("/"))
            total = Math.max(
                    total,
                    PagingStrategy.parseCount(
                            range.substring(range.lastIndexOf('/') + 1).strip()));
        return new PageHeaders(total, parseNext(response.header("link")));
    }

    /** Link headers without a relation between pages say nothing about a next page. */
    private static Boolean parseNext(String link) {
        if (link == null) return null;
        String text = link.toLowerCase(Locale.ROOT);
        if (hasRelation(text, "next")) return true;
        return hasRelation(text, "(prev|previous|first|last)") ? false : null;
    }

    private static boolean hasRelation(String link, String relation) {
        return Pattern.compile(RELATION + relation + "([\\s\",;]|$)")
                .matcher(link)
                .find();
    }

    /**
     * Completes the totals in the body of a page with the headers. If the two totals differ, the higher total counts,
     * so that a shorter list is not accepted as complete.
     */
    PagingStrategy.PageEnd complete(PagingStrategy.PageEnd end) {
        boolean hasMore = end.hasMore() || Boolean.TRUE.equals(hasNext);
        boolean explicit = end.explicit() || hasNext != null;
        if (Boolean.FALSE.equals(hasNext) && !end.explicit()) hasMore = false;
        return new PagingStrategy.PageEnd(Math.max(total, end.total()), hasMore, explicit);
    }
}
