package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Call;
import dev.baksh.api.Exit;
import dev.baksh.api.Noun;
import dev.baksh.api.Row;
import dev.baksh.api.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

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
        private final Keys seenInScan = new Keys();
        /** Those that were given and are not in this scan, or not yet. */
        private final Keys given = new Keys();
        /** The caller wants one page, which he names himself. */
        private final boolean onePage = paging.onePage(call);

        private RowCursor cursor;
        private final ReadAhead ahead = new ReadAhead(exchange, paging, call);
        private PageWalk walk = new PageWalk();
        private long total = -1;
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
            try {
                cursor = new RowCursor(ahead.page(walk, total).body(), paging.rowsAt(), call.result());
                return true;
            } catch (ServerException e) {
                if (walk.number() == 1 || e.status() != 404 || onePage) throw e;
                ahead.stop();
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
                ahead.stop();
                // What lies behind the gap must not pass for what lies before it.
                freshOnPage.forEach(seenInScan::remove);
                freshOnPage.forEach(given::add);
                return;
            }
            Paging.PageEnd end = paging.end(page.envelope(), walk.number(), page.count());
            total = end.total();
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
            ahead.stop(); // A list that changes so much is read in order.
            given.addAll(seenInScan);
            seenInScan.clear();
        }

        private boolean isNew(Row row, boolean first) {
            Object key = key(row);
            boolean fresh = seenInScan.add(key);
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
