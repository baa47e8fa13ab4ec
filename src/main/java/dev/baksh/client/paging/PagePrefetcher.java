package dev.baksh.client.paging;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.PagingStrategy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Pages of one listing that are asked for before their turn: those that come next when the pages before them are full. An
 * answer is used only when its page is then the one to be read, so the walk decides as if it were alone; and only where
 * pages overlap, since a row between two pages shows by the overlap, whichever of them was read first.
 */
final class PagePrefetcher {
    /** Of answers that wait for their turn; pages larger than usual are read ahead by fewer. */
    private static final long BYTES = 8L << 20;

    private final PageSource source;
    private final PagingStrategy paging;
    private final ApiCall call;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private int most;

    /**
     * A page that came.
     *
     * @param broken why it cannot be read, in place of its rows
     */
    private record Page(int bytes, PageParser rows, IOException broken) {}

    private record Flight(int number, int size, Future<Page> page) {
        boolean is(PageCursor walk) {
            return number == walk.number() && size == walk.size();
        }
    }

    PagePrefetcher(PageSource source, PagingStrategy paging, ApiCall call) {
        this.source = source;
        this.paging = paging;
        this.call = call;
        this.most = source.pagesAtOnce();
    }

    /** From now on pages are read one after the other. */
    void stop() {
        most = 1;
        drop();
    }

    /**
     * The rows of the page that the walk stands on.
     *
     * @param total rows that the list has, or -1
     * @throws IOException it cannot be read
     */
    PageParser page(PageCursor walk, long total) throws IOException {
        if (!flights.isEmpty() && !flights.peek().is(walk)) drop();
        PageCursor guess = walk.copy();
        if (flights.isEmpty()) fly(guess, total);
        Flight flight = flights.poll();
        if (flight == null) return rows(source.page(paging.turn(call, walk.number(), walk.size())));
        for (Flight under : flights) {
            guess.took(guess.size());
            guess.next();
            if (!under.is(guess)) throw new IllegalStateException();
        }
        while (flights.size() < most - 1 && guess.took(guess.size()) < total) {
            guess.next();
            if (!fly(guess, total)) break;
        }
        Page page = await(flight);
        most = (int) Math.max(1, Math.min(most, BYTES / Math.max(1, page.bytes())));
        if (page.broken() != null) throw page.broken();
        return page.rows();
    }

    private PageParser rows(HttpResponse answer) throws IOException {
        return new PageParser(answer.body(), paging.rowsAt(), call.result());
    }

    /** On the thread that fetched it, so that a listing uses two processors. */
    private Page read(HttpResponse answer) {
        int bytes = answer.body().length;
        try {
            return new Page(bytes, rows(answer).ahead(), null);
        } catch (IOException e) {
            return new Page(bytes, null, e);
        }
    }

    private boolean fly(PageCursor page, long total) {
        if (most == 1 || total < 0 || !page.overlaps()) return false;
        ApiCall turn = paging.turn(call, page.number(), page.size());
        flights.add(new Flight(page.number(), page.size(), source.pageLater(turn, this::read)));
        return true;
    }

    private Page await(Flight flight) {
        try {
            return flight.page().get();
        } catch (InterruptedException e) {
            flight.page().cancel(true);
            drop();
            // Sending with the interrupt set ends as an interrupted call does, and says the same.
            Thread.currentThread().interrupt();
            return read(source.page(paging.turn(call, flight.number(), flight.size())));
        } catch (ExecutionException e) {
            drop();
            if (e.getCause() instanceof RuntimeException unchecked) throw unchecked;
            throw (Error) e.getCause();
        }
    }

    private void drop() {
        flights.forEach(flight -> flight.page().cancel(true));
        flights.clear();
    }
}
