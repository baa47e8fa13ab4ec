package dev.baksh.client.paging;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.ServerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Check that proves that a list without a total is complete, or refuses the list. A server may cut a list at a limit
 * without a sign, number its pages from 0, ignore the page number, or leave out a page; in each case baksh reports an
 * error instead of a list that is too short.
 */
record CompletenessCheck(PageSource source, ServerConfig server, PagingStrategy paging, ApiCall call) {
    /** @throws BakshException if the server numbers its pages from 0, so that the page 1 is not the first page */
    void rejectPageZero(SeenKeys seen) {
        ApiCall pageZero = paging.pageZero(paging.pageCall(call, 1, 0));
        if (pageZero != null) rejectNewRows(seen, pageZero, "the server numbers its pages from 0");
    }

    /** @throws BakshException if a page after an empty page has rows */
    void rejectLaterRows(SeenKeys seen, int number, int size) {
        rejectNewRows(
                seen,
                paging.pageCall(call, number, size),
                "page " + (number - 1) + " was empty, and the next page was not");
    }

    private void rejectNewRows(SeenKeys seen, ApiCall pageCall, String reason) {
        List<Object> keys;
        try {
            keys = readKeys(pageCall);
        } catch (ServerException e) {
            if (e.status() / 100 == 4 && e.status() != 401 && e.status() != 429) return; // There is no such page.
            throw e;
        }
        // A page with a known row is the same part of a list that has changed.
        if (!keys.isEmpty() && keys.stream().noneMatch(seen::contains)) throw unproven(seen.size(), reason);
    }

    /**
     * Requires that the rows of a server that ignores the page number are all rows.
     *
     * @param firstPageSize number of rows of the first page
     * @throws BakshException if the server may have cut the list
     */
    void requireAll(SeenKeys seen, int firstPageSize) {
        if (paging.hasListsWithoutPages()) return;
        ApiCall firstPage = paging.pageCall(call, 1, 0);
        ApiCall reversed = paging.reversed(firstPage);
        String reason = "the server ignores the page number and gives no total";
        if (reversed == null) throw unproven(seen.size(), reason);
        List<Object> forward = readKeys(firstPage);
        List<Object> backward = readKeys(reversed);
        boolean hasSameRows = forward.size() == firstPageSize
                && backward.size() == firstPageSize
                && backward.stream().allMatch(seen::contains);
        boolean isReversed = hasSameRows
                && forward.get(0).equals(backward.get(firstPageSize - 1))
                && forward.get(firstPageSize - 1).equals(backward.get(0));
        if (!isReversed) throw unproven(seen.size(), reason);
    }

    private List<Object> readKeys(ApiCall pageCall) {
        List<Object> keys = new ArrayList<>();
        try {
            PageParser page = new PageParser(
                    source.fetchPage(pageCall), paging.rowsPath(), call.result(), paging.valueField(call));
            for (Row row = page.next(); row != null; row = page.next()) keys.add(PagedRows.key(row));
        } catch (IOException e) {
            throw source.unreadablePage(pageCall, e);
        }
        return keys;
    }

    private BakshException unproven(int rowCount, String reason) {
        return BakshException.failure(
                server.label() + ": " + call.description() + ": " + rowCount
                        + " rows received, and it cannot be proven that these are all rows: " + reason,
                "a filter, such as search:, gives a shorter list; limit: and page: take a part of the list on purpose");
    }
}
