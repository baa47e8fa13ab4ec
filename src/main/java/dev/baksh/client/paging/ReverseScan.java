package dev.baksh.client.paging;

import dev.baksh.client.protocol.PagingStrategy;

/**
 * The second reading of a list whose pages lie apart, since the server keeps to a page size of its own: from the last page to
 * the first. A row that vanishes moves the later ones forward, over the edge of a page that was read already; read backwards,
 * they move towards what is still to be read.
 *
 * <p>Either of two proves that no row was missed that was there all the time. The first reading is whole when each of its
 * rows came again and they were as many as the server counted: a missed one would have made the count higher. The second is
 * whole where ids ascend: the servers give them in ascending order, so new rows come last and push none back.
 */
final class ReverseScan {
    private final SeenKeys firstKeys;
    private final boolean firstScanCounted;
    private final int lastPage;
    private final SeenKeys secondKeys = new SeenKeys();
    private int page;
    private boolean ascending;
    private long previousNumber;
    private int seenAgain;
    private long total = -1;
    private boolean readingTail;
    private boolean ended;

    /**
     * @param firstKeys        the rows of the first reading
     * @param firstScanCounted they were as many as the server counted, or without a count none came twice
     * @param ascending    their keys were numbers, each higher than the one before it
     * @param lastPage     the last page that had rows
     */
    ReverseScan(SeenKeys firstKeys, boolean firstScanCounted, boolean ascending, int lastPage) {
        this.firstKeys = firstKeys;
        this.firstScanCounted = firstScanCounted;
        this.ascending = ascending;
        this.lastPage = lastPage;
        this.page = lastPage;
    }

    /** The page to read now, counted from 1. */
    int page() {
        return page;
    }

    boolean isEnded() {
        return ended;
    }

    /** Takes a row of the page; false when it came before, in this reading or the first. */
    boolean add(Object key, boolean firstOnPage) {
        long number = SeenKeys.isWholeNumber(key) ? ((Number) key).longValue() : Long.MIN_VALUE;
        ascending &= number > (firstOnPage ? Long.MIN_VALUE : previousNumber);
        previousNumber = number;
        if (!secondKeys.add(key)) return false;
        if (!firstKeys.contains(key)) return true;
        seenAgain++;
        return false;
    }

    /**
     * The page has been read.
     *
     * @param end null when there is no such page any more
     */
    void endPage(PagingStrategy.PageEnd end) {
        if (end != null) total = end.total();
        if (readingTail) {
            page++;
            ended = end == null || !end.hasMore() || rowCount() >= total;
        } else if (--page == 0) {
            readingTail = ascending
                    && !isFirstScanProven()
                    && rowCount() < total; // What appeared meanwhile stands at the end.
            page = lastPage;
            ended = !readingTail;
        }
    }

    /** No row was missed that was there all the time. */
    boolean isComplete() {
        boolean changed = missingCount() > 0 || secondKeys.size() > seenAgain;
        return isFirstScanProven() || ascending && changed && total <= rowCount();
    }

    private boolean isFirstScanProven() {
        return firstScanCounted && missingCount() == 0;
    }

    /** Rows of the first reading that did not come again. */
    int missingCount() {
        return firstKeys.size() - seenAgain;
    }

    /** Rows that came in either reading. */
    int rowCount() {
        return firstKeys.size() + secondKeys.size() - seenAgain;
    }

    /** Rows that the server counted last, or -1. */
    long total() {
        return total;
    }

    SeenKeys keys() {
        return secondKeys;
    }
}
