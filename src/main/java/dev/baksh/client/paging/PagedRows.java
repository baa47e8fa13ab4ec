package dev.baksh.client.paging;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.ServerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Rows of a listing, requested page by page during the iteration, which ends only if the listing is complete and fails
 * otherwise. No row appears twice.
 *
 * <p>Pages overlap by shared rows (see {@link PageCursor}), and the number of rows is compared with the total of the
 * server. If the numbers differ, the list is scanned again and new rows are added, in at most {@link #MAX_SCANS} scans.
 * Lists whose pages cannot overlap are read twice (see {@link ReverseScan}).
 */
public final class PagedRows implements Rows {
    private static final int MAX_SCANS = 3;

    private final PageSource source;
    private final ServerConfig server;
    private final PagingStrategy paging;
    private final ApiCall call;

    public PagedRows(PageSource source, ServerConfig server, PagingStrategy paging, ApiCall call) {
        this.source = source;
        this.server = server;
        this.paging = paging;
        this.call = call;
    }

    @Override
    public Noun noun() {
        return call.result();
    }

    @Override
    public Iterator<Row> iterator() {
        return new PagedIterator();
    }

    /** Returns the key of a row; a row without a key is its own key. */
    static Object key(Row row) {
        Object key = row.noun() == null || !row.noun().hasVerbs()
                ? null
                : row.valueOrNull(row.noun().key());
        return key == null ? row : key;
    }

    private final class PagedIterator implements Iterator<Row> {
        private ListScan scan = new ListScan();
        private ReverseScan reverseScan;
        /** Keys of rows that were returned, but that the current scan does not contain, or does not contain yet. */
        private final SeenKeys returnedKeys = new SeenKeys();
        /** True if the caller requests one page by its number. */
        private final boolean singlePage = paging.isSinglePage(call);

        private PageParser pageParser;
        private final PagePrefetcher prefetcher = new PagePrefetcher(source, paging, call);
        private PageCursor pageCursor = new PageCursor();
        private long total = -1;
        /** True if the previous page stated whether another page follows. */
        private boolean previousPageExplicit = true;

        private final CompletenessCheck proof = new CompletenessCheck(source, server, paging, call);
        /** True if the first page is an array without an envelope. */
        private boolean bareList;
        /** True if the first page may have been cut at a limit. */
        private boolean firstPageFull;

        private boolean overlapFound;
        private int scanCount = 1;
        private final List<Object> newKeysOnPage = new ArrayList<>();
        private Row next;
        private boolean ended;

        @Override
        public boolean hasNext() {
            if (next == null && !ended) next = advance();
            return next != null;
        }

        @Override
        public Row next() {
            if (!hasNext()) throw new NoSuchElementException();
            Row row = next;
            next = null;
            return row;
        }

        private Row advance() {
            try {
                while (!ended) {
                    if (pageParser == null && !openNextPage()) continue;
                    Row row = pageParser.next();
                    if (row == null) finishPage();
                    else if (isNew(row, pageParser.count() == 1)) return row;
                }
                return null;
            } catch (IOException e) {
                throw source.unreadablePage(call, e);
            }
        }

        /** Fetches the next page; returns false at the end of the listing. */
        private boolean openNextPage() throws IOException {
            if (reverseScan == null) pageCursor.advance();
            newKeysOnPage.clear();
            try {
                pageParser = fetchPage();
                return true;
            } catch (ServerException e) {
                boolean isFirstPage = reverseScan == null ? pageCursor.number() == 1 : reverseScan.page() == 1;
                if (isFirstPage || e.status() != 404 || singlePage) throw e;
                // The page is past the end: rows were deleted in the meantime.
                prefetcher.stop();
                if (reverseScan != null) finishReversePage(null);
                else if (!previousPageExplicit && total < 0) finishScan(-1);
                else if (pageCursor.stepBack()) return false;
                else if (isDisjoint()) reverseScan = scan.startReverseScan(-1);
                else rescan(describeMissingPage());
                return false;
            }
        }

        private PageParser fetchPage() throws IOException {
            if (reverseScan == null) return prefetcher.takePage(pageCursor, total);
            HttpResponse response =
                    source.fetchPage(paging.pageCall(call, reverseScan.page(), pageCursor.firstPageSize()));
            return new PageParser(response, paging.rowsPath(), call.result(), paging.valueField(call));
        }

        private void finishPage() {
            PageParser page = pageParser;
            pageParser = null;
            if (singlePage) {
                ended = true;
                return;
            }
            if (reverseScan != null) {
                finishReversePage(page.readEnd(paging, reverseScan.page(), pageCursor.firstPageSize()));
                return;
            }
            int requestedSize = pageCursor.size() == 0 ? paging.defaultPageSize() : pageCursor.size();
            PagingStrategy.PageEnd end = page.readEnd(paging, pageCursor.number(), requestedSize);
            if (isEndUnproven(page, end)) end = new PagingStrategy.PageEnd(-1, true, false);
            if (pageCursor.number() == 1) {
                bareList = page.isBareArray();
                firstPageFull = TruncationCheck.mayBeTruncated(page.count(), requestedSize);
                if (bareList) proof.rejectPageZero(scan.keys());
            }
            pageCursor.beginPage(page.count(), end.total() == total ? total : -1);
            if (page.count() > 0 && pageCursor.mustOverlap() && !overlapFound && pageCursor.stepBack()) {
                prefetcher.stop();
                // Rows after the gap must not count as rows before the gap.
                newKeysOnPage.forEach(scan::forget);
                newKeysOnPage.forEach(returnedKeys::add);
                return;
            }
            scan.endPage(pageCursor.number(), page.count(), newKeysOnPage.size(), !pageCursor.isContiguous());
            total = end.total();
            boolean repeats = page.count() > 0 && newKeysOnPage.isEmpty() && !pageCursor.isReread() && end.hasMore();
            previousPageExplicit = end.explicit();
            boolean isLast = repeats
                    && !previousPageExplicit
                    && total < 0
                    && (bareList && !firstPageFull || isLastPage(page.count()));
            if (isLast && bareList && firstPageFull && page.count() > pageCursor.size())
                proof.requireAll(scan.keys(), pageCursor.firstPageSize());
            if (page.count() == 0 && firstPageFull && total < 0 && !previousPageExplicit)
                proof.rejectLaterRows(scan.keys(), pageCursor.number() + 1, pageCursor.size());
            pageCursor.endPage(page.count());
            boolean allCounted = !previousPageExplicit && total >= 0 && scan.size() >= total;
            if (end.hasMore() && !repeats && !allCounted) return;
            if (repeats && !isLast && total != scan.size()) rescan(describeMissingPage());
            else finishScan(isLast ? -1 : total);
        }

        /**
         * Returns true for an array that nothing proves to be the last page: the server may have cut the array at any limit.
         * Then the next page must show the end. Rows without a key could come twice, so their arrays count as complete.
         */
        private boolean isEndUnproven(PageParser page, PagingStrategy.PageEnd end) {
            boolean hasKeys = call.result() != null
                    && call.result().hasVerbs()
                    && newKeysOnPage.stream().noneMatch(Row.class::isInstance);
            boolean isUnproven = page.count() > 0 && end.total() < 0 && !end.hasMore() && !end.explicit();
            return page.isBareArray() && hasKeys && isUnproven && !paging.hasListsWithoutPages();
        }

        /**
         * Returns true if a page without a new row, from a server without a total, marks the end of the list: it has
         * fewer rows than requested, or the server has no paging and returns the whole list again. A full page proves
         * neither.
         */
        private boolean isLastPage(int rowCount) {
            if (rowCount < pageCursor.size()) return true;
            return rowCount == scan.size()
                    && (rowCount > pageCursor.size() || rowCount < PageCursor.MIN_OVERLAPPING_SIZE);
        }

        /** @param total number of rows that the server reports, or -1 */
        private void finishScan(long total) {
            // More rows than the total are correct if rows were deleted after they were read; this cannot happen on one
            // page.
            boolean vanished = total >= 0 && total < scan.size() && pageCursor.number() > 1;
            if (isDisjoint()) reverseScan = scan.startReverseScan(total);
            else if (total < 0 || total == scan.size() || vanished && pageCursor.isContiguous()) ended = true;
            else rescan(describeCount(scan.size(), total));
        }

        /** Returns true if no two pages share a row, so that a row that moved between pages stays unnoticed. */
        private boolean isDisjoint() {
            return !pageCursor.isContiguous() && !scan.isSinglePage();
        }

        /** @param end null if the page does not exist any more */
        private void finishReversePage(PagingStrategy.PageEnd end) {
            reverseScan.endPage(end);
            if (!reverseScan.isEnded()) return;
            if (reverseScan.isComplete()) ended = true;
            else if (reverseScan.missingCount() == 0)
                rescan(describeCount(reverseScan.rowCount(), reverseScan.total()));
            else
                rescan(reverseScan.missingCount() + " of " + scan.size()
                        + " rows were missing in the second scan, and the pages do not overlap, so"
                        + " that other rows may be missing");
        }

        private String describeMissingPage() {
            return scan.size() + " rows received, and then no further page";
        }

        private String describeCount(int rowCount, long total) {
            return rowCount + " rows received, " + (total < 0 ? "some of them twice" : "the server counts " + total);
        }

        /**
         * Starts another scan for missed rows.
         *
         * @param reason the reason why the list may be incomplete
         * @throws BakshException after {@link #MAX_SCANS} scans
         */
        private void rescan(String reason) {
            if (scanCount == MAX_SCANS) {
                throw new BakshException(
                        ExitCode.FAILED,
                        server.label() + ": " + call.description() + ": the list changed while it was read: " + reason,
                        "try again when the list changes less often");
            }
            scanCount++;
            returnedKeys.addAll(scan.keys());
            if (reverseScan != null) returnedKeys.addAll(reverseScan.keys());
            scan = new ListScan();
            reverseScan = null;
            pageCursor = new PageCursor();
            prefetcher.stop(); // A list that changes often is read in order.
        }

        private boolean isNew(Row row, boolean firstOnPage) {
            Object key = key(row);
            if (reverseScan != null) return reverseScan.add(key, firstOnPage) && !returnedKeys.contains(key);
            boolean newInScan = scan.add(key);
            // Two equal log lines are two rows; only rows with a key can come twice by mistake.
            boolean isPlainDuplicate = !newInScan && key == row && pageParser.isBareArray() && pageCursor.number() == 1;
            if (isPlainDuplicate && scanCount == 1) return true;
            if (firstOnPage) overlapFound = !newInScan;
            if (newInScan) newKeysOnPage.add(key);
            return newInScan && !returnedKeys.contains(key);
        }
    }
}
