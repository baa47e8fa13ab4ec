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
 * A listing, page by page, complete or failing: no row twice, none missed that was there all the time.
 *
 * <p>Pages are joined by the rows they share (see {@link PageCursor}), and the rows seen are counted against the server's
 * total. When the count does not come out, the pages are read again and the rows not seen before are added, at most
 * {@link #SCANS} times. Pages that can share no rows are read twice (see {@link ReverseScan}).
 */
public final class PagedRows implements Rows {
    private static final int SCANS = 3;

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
        return new Pages();
    }

    private final class Pages implements Iterator<Row> {
        private ListScan scan = new ListScan();
        private ReverseScan backwards;
        /** Those that were given and are not in this scan, or not yet. */
        private final SeenKeys given = new SeenKeys();
        /** The caller wants one page, which he names himself. */
        private final boolean onePage = paging.onePage(call);

        private PageParser cursor;
        private final PagePrefetcher ahead = new PagePrefetcher(source, paging, call);
        private PageCursor walk = new PageCursor();
        private long total = -1;
        /** The page before has said whether another follows. */
        private boolean told = true;

        private boolean joined;
        private int scans = 1;
        private final List<Object> freshOnPage = new ArrayList<>();
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
                    if (cursor == null && !turn()) continue;
                    Row row = cursor.next();
                    if (row == null) endOfPage();
                    else if (isNew(row, cursor.count() == 1)) return row;
                }
                return null;
            } catch (IOException e) {
                throw source.unreadable(call, e);
            }
        }

        /** Fetches the next page; false when the listing turned out to have ended. */
        private boolean turn() throws IOException {
            if (backwards == null) walk.next();
            freshOnPage.clear();
            try {
                cursor = page();
                return true;
            } catch (ServerException e) {
                boolean first = backwards == null ? walk.number() == 1 : backwards.page() == 1;
                if (first || e.status() != 404 || onePage) throw e;
                // The page is past the end: rows were deleted meanwhile.
                ahead.stop();
                if (backwards != null) endOfPageBackwards(null);
                else if (!told && total < 0) endOfScan(-1);
                else if (walk.back()) return false;
                else if (apart()) backwards = scan.backwards(-1);
                else again(noOtherPage());
                return false;
            }
        }

        private PageParser page() throws IOException {
            if (backwards == null) return ahead.page(walk, total);
            HttpResponse answer = source.page(paging.turn(call, backwards.page(), walk.base()));
            return new PageParser(answer.body(), paging.rowsAt(), call.result());
        }

        private void endOfPage() {
            PageParser page = cursor;
            cursor = null;
            if (page.bare() || onePage) {
                ended = true;
                return;
            }
            if (backwards != null) {
                endOfPageBackwards(paging.end(page.envelope(), backwards.page(), page.count()));
                return;
            }
            PagingStrategy.PageEnd end = paging.end(page.envelope(), walk.number(), page.count());
            walk.came(page.count(), end.total() == total ? total : -1);
            if (page.count() > 0 && walk.overlaps() && !joined && walk.back()) {
                ahead.stop();
                // What lies behind the gap must not pass for what lies before it.
                freshOnPage.forEach(scan::forget);
                freshOnPage.forEach(given::add);
                return;
            }
            scan.page(walk.number(), page.count(), freshOnPage.size(), !walk.whole());
            total = end.total();
            boolean repeats = page.count() > 0 && freshOnPage.isEmpty() && !walk.again() && end.more();
            told = end.told();
            boolean last = repeats && !told && total < 0 && last(page.count());
            walk.took(page.count());
            boolean counted = !told && total >= 0 && scan.size() >= total;
            if (end.more() && !repeats && !counted) return;
            if (repeats && !last && total != scan.size()) again(noOtherPage());
            else endOfScan(last ? -1 : total);
        }

        /**
         * A page without a new row, of a server that does not count: fewer rows than were asked for end the list, and a server
         * that knows no pages gives the whole list again. As many as were asked for prove neither.
         */
        private boolean last(int rows) {
            if (rows < walk.size()) return true;
            return rows == scan.size() && (rows > walk.size() || rows < PageCursor.SMALLEST);
        }

        /** @param total rows that the server counts, or -1 */
        private void endOfScan(long total) {
            // More than the total is right when rows vanished after they were read; on one page they cannot.
            boolean vanished = total >= 0 && total < scan.size() && walk.number() > 1;
            if (apart()) backwards = scan.backwards(total);
            else if (total < 0 || total == scan.size() || vanished && walk.whole()) ended = true;
            else again(counted(scan.size(), total));
        }

        /** Its rows came on pages of which no two share one: what slipped from page to page does not show. */
        private boolean apart() {
            return !walk.whole() && !scan.onePage();
        }

        /** @param end null when there is no such page any more */
        private void endOfPageBackwards(PagingStrategy.PageEnd end) {
            backwards.took(end);
            if (!backwards.ended()) return;
            if (backwards.complete()) ended = true;
            else if (backwards.gone() == 0) again(counted(backwards.rows(), backwards.total()));
            else
                again(backwards.gone() + " of " + scan.size()
                        + " rows were gone when it was read again, and its pages share none, so"
                        + " that others may not have shown");
        }

        private String noOtherPage() {
            return scan.size() + " rows came, and then no other page";
        }

        private String counted(int rows, long total) {
            return rows + " rows came, " + (total < 0 ? "some of them twice" : "the server counts " + total);
        }

        /**
         * Reads the list once more, for rows that were missed.
         *
         * @param why it is not known to be whole
         */
        private void again(String why) {
            if (scans == SCANS) {
                throw new BakshException(
                        ExitCode.FAILED,
                        server.label() + ": " + call.what() + ": the list changed while it was read: " + why,
                        "run it again when less is going on");
            }
            scans++;
            given.addAll(scan.keys());
            if (backwards != null) given.addAll(backwards.keys());
            scan = new ListScan();
            backwards = null;
            walk = new PageCursor();
            ahead.stop(); // A list that changes so much is read in order.
        }

        private boolean isNew(Row row, boolean first) {
            Object key = key(row);
            if (backwards != null) return backwards.add(key, first) && !given.contains(key);
            boolean fresh = scan.add(key);
            if (first) joined = !fresh;
            if (fresh) freshOnPage.add(key);
            return fresh && !given.contains(key);
        }

        /** Rows without a key are their own. */
        private Object key(Row row) {
            Noun noun = row.noun();
            if (noun == null) return row;
            boolean lifted = noun.lift() != null
                    && row.has(noun.lift())
                    && row.get(noun.lift()) instanceof Row inner
                    && inner.has(noun.key());
            Object key = lifted || row.has(noun.key()) ? row.get(noun.key()) : null;
            return key == null ? row : key;
        }
    }
}
