package dev.baksh.client.paging;

/** One reading of a list from its first page to its last: which rows came, and in what order. */
final class ListScan {
    private final SeenKeys keys = new SeenKeys();
    private boolean ascending = true;
    private long highest = Long.MIN_VALUE;
    private boolean hasDuplicates;
    private int pageCount;
    private int lastPage;

    /** False when a row of this key came before. */
    boolean add(Object key) {
        if (!keys.add(key)) return false;
        ascending &= SeenKeys.isWholeNumber(key) && ((Number) key).longValue() > highest;
        if (ascending) highest = ((Number) key).longValue();
        return true;
    }

    /** It is to be read once more. */
    void forget(Object key) {
        keys.remove(key);
    }

    /**
     * A page has been read.
     *
     * @param newRowCount rows of it that had not come before
     * @param disjoint it shares none with the page before by intent
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

    /** Its rows came on one page, and so from one moment. */
    boolean isSinglePage() {
        return pageCount <= 1;
    }

    /**
     * The second reading of a list whose pages lie apart.
     *
     * @param total rows that the server counted on the last page, or -1
     */
    ReverseScan startReverseScan(long total) {
        return new ReverseScan(keys, total < 0 ? !hasDuplicates : total == keys.size(), ascending, lastPage);
    }
}
