package dev.baksh.client.paging;

import dev.baksh.client.protocol.PagingStrategy;

/**
 * Second scan of a list from the last page to the first, for lists whose pages cannot overlap because the server has a fixed
 * page size. A deleted row moves later rows to an earlier page. A forward scan may miss them; a backward scan reads them
 * later.
 *
 * <p>One of two conditions proves that no row was missed. The first scan is complete if the second scan contains each of its
 * rows and their number is the total of the server: a missed row would have raised the total. The second scan is complete if
 * the ids ascend: the servers assign ascending ids, so new rows are last and move no other row back.
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
     * Creates the scan.
     *
     * @param firstKeys keys of the first scan
     * @param firstScanCounted true if their number is the total of the server, or if there is no total and no key came twice
     * @param ascending true if the keys are ascending numbers
     * @param lastPage number of the last page with rows
     */
    ReverseScan(SeenKeys firstKeys, boolean firstScanCounted, boolean ascending, int lastPage) {
        this.firstKeys = firstKeys;
        this.firstScanCounted = firstScanCounted;
        this.ascending = ascending;
        this.lastPage = lastPage;
        this.page = lastPage;
    }

    /** Number of the page to read, from 1. */
    int page() {
        return page;
    }

    boolean isEnded() {
        return ended;
    }

    /** Adds a row of the page; returns false if this scan or the first scan contains the row. */
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
     * Ends the page.
     *
     * @param end null if the page does not exist any more
     */
    void endPage(PagingStrategy.PageEnd end) {
        if (end != null) total = end.total();
        if (readingTail) {
            page++;
            ended = end == null || !end.hasMore() || rowCount() >= total;
        } else if (--page == 0) {
            readingTail = ascending && !isFirstScanProven() && rowCount() < total; // New rows are at the end.
            page = lastPage;
            ended = !readingTail;
        }
    }

    /** Returns true if every row that existed during the whole listing was read. */
    boolean isComplete() {
        boolean changed = missingCount() > 0 || secondKeys.size() > seenAgain;
        return isFirstScanProven() || ascending && changed && total <= rowCount();
    }

    private boolean isFirstScanProven() {
        return firstScanCounted && missingCount() == 0;
    }

    /** Number of rows of the first scan that the second scan does not contain. */
    int missingCount() {
        return firstKeys.size() - seenAgain;
    }

    /** Number of rows of both scans. */
    int rowCount() {
        return firstKeys.size() + secondKeys.size() - seenAgain;
    }

    /** Last total of the server, or -1. */
    long total() {
        return total;
    }

    SeenKeys keys() {
        return secondKeys;
    }
}
