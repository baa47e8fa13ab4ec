package dev.baksh.client.paging;

/** State of one scan of a list from the first page to the last: the keys of its rows and their order. */
final class ListScan {
    private final SeenKeys keys = new SeenKeys();
    private boolean ascending = true;
    private long highest = Long.MIN_VALUE;
    private boolean hasDuplicates;
    private int pageCount;
    private int lastPage;

    /** Adds a key; returns false if the scan contains the key. */
    boolean add(Object key) {
        if (!keys.add(key)) return false;
        ascending &= SeenKeys.isWholeNumber(key) && ((Number) key).longValue() > highest;
        if (ascending) highest = ((Number) key).longValue();
        return true;
    }

    /** Removes a key, because its row is to be read again. */
    void forget(Object key) {
        keys.remove(key);
    }

    /**
     * Ends a page.
     *
     * @param newRowCount number of rows of the page that are new in this scan
     * @param disjoint true if the page was requested without an overlap
     */
    void endPage(int number, int rowCount, int newRowCount, boolean disjoint) {
        if (newRowCount == 0) return;
        pageCount++;
        lastPage = number;
        hasDuplicates |= disjoint && newRowCount < rowCount;
    }

    int size() {
        return keys.size();
    }

    SeenKeys keys() {
        return keys;
    }

    /** Returns true if all rows are from one page, and so from one point in time. */
    boolean isSinglePage() {
        return pageCount <= 1;
    }

    /**
     * Creates the second scan of a list whose pages do not overlap.
     *
     * @param total total of the server on the last page, or -1
     */
    ReverseScan startReverseScan(long total) {
        return new ReverseScan(keys, total < 0 ? !hasDuplicates : total == keys.size(), ascending, lastPage);
    }
}
