package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Call;
import dev.baksh.api.Exit;
import dev.baksh.api.Noun;
import dev.baksh.api.Row;
import dev.baksh.api.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * A listing, page by page, complete or failing: no row twice, none missed that was there all the time.
 *
 * <p>Pages are joined by the rows they share (see {@link PageWalk}), and the rows seen are counted against the server's
 * total. When the count does not come out, the pages are read again and the rows not seen before are added, at most
 * {@link #SCANS} times.
 */
final class PagedRows implements Rows {
    private static final int SCANS = 3;

    private final Exchange exchange;
    private final Paging paging;
    private final Call call;

    PagedRows(Exchange exchange, Paging paging, Call call) {
        this.exchange = exchange;
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
        private final Set<Object> seen = new HashSet<>();
        private final Set<Object> seenInScan = new HashSet<>();
        /** The caller wants one page, which he names himself. */
        private final boolean onePage = paging.onePage(call);

        private RowCursor cursor;
        private PageWalk walk = new PageWalk();
        private boolean joined;
        private int scan = 1;
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
                throw exchange.unreadable(call, e);
            }
        }

        /** Fetches the next page; false when the listing turned out to have ended. */
        private boolean turn() throws IOException {
            walk.next();
            freshOnPage.clear();
            Call turn = paging.turn(call, walk.number(), walk.size());
            try {
                cursor = new RowCursor(exchange.page(turn).body(), paging.rowsAt(), call.result());
                return true;
            } catch (ServerException e) {
                if (walk.number() == 1 || e.status() != 404 || onePage) throw e;
                if (!walk.back()) endOfScan(-1); // The page is past the end: rows were deleted meanwhile.
                return false;
            }
        }

        private void endOfPage() {
            RowCursor page = cursor;
            cursor = null;
            if (page.bare() || onePage) {
                ended = true;
                return;
            }
            if (page.count() > 0 && walk.overlaps() && !joined && walk.back()) {
                // What lies behind the gap must not pass for what lies before it.
                freshOnPage.forEach(seenInScan::remove);
                return;
            }
            Paging.PageEnd end = paging.end(page.envelope(), walk.number(), page.count());
            boolean repeats = page.count() > 0 && freshOnPage.isEmpty() && !walk.again() && end.more();
            boolean last = repeats && !end.told() && last(page.count());
            walk.took(page.count());
            if (end.more() && !repeats) return;
            if (end.total() < 0 && !repeats || last) ended = true; // Nothing to count against.
            else endOfScan(repeats && end.total() != seenInScan.size() ? -1 : end.total());
        }

        /**
         * A page without a new row, of a server that does not count: fewer rows than were asked for end the list, and a server
         * that knows no pages gives the whole list again. As many as were asked for prove neither.
         */
        private boolean last(int rows) {
            if (rows < walk.size()) return true;
            return rows == seenInScan.size() && (rows > walk.size() || rows < PageWalk.SMALLEST);
        }

        private void endOfScan(long total) {
            // More than the total is right when rows vanished after they were read; on one page they cannot.
            boolean vanished = total >= 0 && total < seenInScan.size() && walk.whole() && walk.number() > 1;
            if (total == seenInScan.size() || vanished) {
                ended = true;
                return;
            }
            if (scan == SCANS) {
                throw new BakshException(
                        Exit.FAILED,
                        exchange.server().label() + ": " + call.what() + ": the list changed while it was read: "
                                + seenInScan.size() + " rows came, "
                                + (total < 0 ? "and then no other page" : "the server counts " + total),
                        "run it again when less is going on");
            }
            scan++;
            walk = new PageWalk();
            seenInScan.clear();
        }

        private boolean isNew(Row row, boolean first) {
            Object key = key(row);
            boolean fresh = seenInScan.add(key);
            if (first) joined = !fresh;
            if (fresh) freshOnPage.add(key);
            return seen.add(key);
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
