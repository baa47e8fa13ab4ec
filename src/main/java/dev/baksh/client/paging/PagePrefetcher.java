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
 * Prefetcher that requests the next pages of a listing in parallel, under the assumption that the pages before them are
 * full. A prefetched page is used only if the page cursor then asks for exactly this page, so the cursor decides as
 * without prefetching. Only overlapping pages are prefetched: the overlap reveals a row that moved between two pages,
 * in any order of the requests.
 */
final class PagePrefetcher {
    /** Maximum number of bytes in waiting responses; with larger pages, fewer pages are prefetched. */
    private static final long MAX_BUFFERED_BYTES = 8L << 20;

    private final PageSource source;
    private final PagingStrategy paging;
    private final ApiCall call;
    private final Deque<PendingPage> pendingPages = new ArrayDeque<>();
    private int maxPending;

    /**
     * Page that was fetched.
     *
     * @param failure the reason if the page cannot be read, else null
     */
    private record LoadedPage(int byteCount, PageParser parser, IOException failure) {}

    private record PendingPage(int number, int size, Future<LoadedPage> future) {
        boolean matches(PageCursor cursor) {
            return number == cursor.number() && size == cursor.size();
        }
    }

    PagePrefetcher(PageSource source, PagingStrategy paging, ApiCall call) {
        this.source = source;
        this.paging = paging;
        this.call = call;
        this.maxPending = source.maxParallelPages();
    }

    /** Stops prefetching; later pages are read one at a time. */
    void stop() {
        maxPending = 1;
        cancelPending();
    }

    /**
     * Returns the rows of the current page of the cursor.
     *
     * @param total number of rows of the list, or -1
     * @throws IOException if the page cannot be read
     */
    PageParser takePage(PageCursor cursor, long total) throws IOException {
        if (!pendingPages.isEmpty() && !pendingPages.peek().matches(cursor)) cancelPending();
        PageCursor predicted = cursor.copy();
        if (pendingPages.isEmpty()) requestAhead(predicted, total);
        PendingPage pending = pendingPages.poll();
        if (pending == null) return parse(source.fetchPage(paging.pageCall(call, cursor.number(), cursor.size())));
        for (PendingPage laterPage : pendingPages) {
            predicted.endPage(predicted.size());
            predicted.advance();
            if (!laterPage.matches(predicted))
                throw new IllegalStateException("the prefetched pages do not follow one another");
        }
        while (pendingPages.size() < maxPending - 1 && predicted.endPage(predicted.size()) < total) {
            predicted.advance();
            if (!requestAhead(predicted, total)) break;
        }
        LoadedPage loaded = await(pending);
        maxPending = (int) Math.max(1, Math.min(maxPending, MAX_BUFFERED_BYTES / Math.max(1, loaded.byteCount())));
        if (loaded.failure() != null) throw loaded.failure();
        return loaded.parser();
    }

    private PageParser parse(HttpResponse response) throws IOException {
        return new PageParser(response, paging.rowsPath(), call.result(), paging.valueField(call));
    }

    /** Parses a page on the thread that fetched it, so that a listing uses two processors. */
    private LoadedPage loadAhead(HttpResponse response) {
        int byteCount = response.body().length;
        try {
            return new LoadedPage(byteCount, parse(response).prefetch(), null);
        } catch (IOException e) {
            return new LoadedPage(byteCount, null, e);
        }
    }

    private boolean requestAhead(PageCursor cursor, long total) {
        if (maxPending == 1 || total < 0 || !cursor.mustOverlap()) return false;
        ApiCall pageCall = paging.pageCall(call, cursor.number(), cursor.size());
        pendingPages.add(
                new PendingPage(cursor.number(), cursor.size(), source.fetchPageAsync(pageCall, this::loadAhead)));
        return true;
    }

    private LoadedPage await(PendingPage pending) {
        try {
            return pending.future().get();
        } catch (InterruptedException e) {
            pending.future().cancel(true);
            cancelPending();
            // A send with the interrupt flag set fails like an interrupted call, with the same message.
            Thread.currentThread().interrupt();
            return loadAhead(source.fetchPage(paging.pageCall(call, pending.number(), pending.size())));
        } catch (ExecutionException e) {
            cancelPending();
            if (e.getCause() instanceof RuntimeException unchecked) throw unchecked;
            throw (Error) e.getCause();
        }
    }

    private void cancelPending() {
        pendingPages.forEach(pending -> pending.future().cancel(true));
        pendingPages.clear();
    }
}
