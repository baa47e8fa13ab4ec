package dev.baksh.client.paging;

/**
 * Which page to ask for next. Both servers page by offset, so a row that vanishes while the pages are read moves the later
 * ones forward, and the next page would begin too late. So each page is asked for in a size that makes it begin at or just
 * before the last row that was read: when its first row has been seen, nothing lies between; when not, the walk goes back.
 */
final class PageCursor {
    /** Steps back in one walk; a list in which more rows vanish, or without a stable order, is counted instead. */
    private static final int MAX_STEPS_BACK = 10;
    /** Pages of fewer rows are too small to overlap and still get on. */
    static final int MIN_OVERLAPPING_SIZE = 4;
    /** Page numbers that are tried; each later one makes pages smaller, and one of so many overlaps little. */
    private static final int MAX_CANDIDATES = 32;

    private int firstPageSize;
    private int endRow;
    private int number;
    private int size;
    private int stepsBack;
    private boolean disjoint;
    private boolean steppedBack;
    /** The size of this page is not the one that was asked for. */
    private boolean sizeIgnored;

    /** Chooses the next page. */
    void advance() {
        sizeIgnored = false;
        if (endRow == 0) {
            number = 1;
            size = firstPageSize;
            return;
        }
        int skippedPages = disjoint || firstPageSize < MIN_OVERLAPPING_SIZE ? 0 : pagesToSkip();
        disjoint = skippedPages == 0;
        size = disjoint ? firstPageSize : (endRow - 1) / skippedPages;
        number = disjoint ? endRow / firstPageSize + 1 : skippedPages + 1;
    }

    /** How many pages to leave out so that the next one begins at a row that was read and ends farthest; 0 for none. */
    private int pagesToSkip() {
        int lastRow = endRow - 1;
        int minPages = (lastRow + firstPageSize - 1) / firstPageSize;
        int bestPages = 0;
        long farthestRow = endRow;
        for (int pages = minPages; pages < minPages + MAX_CANDIDATES; pages++) {
            long reachedRow = (long) (lastRow / pages) * (pages + 1);
            if (reachedRow <= farthestRow) continue;
            farthestRow = reachedRow;
            bestPages = pages;
        }
        return bestPages;
    }

    /** The same walk, to be led on by guesses. */
    PageCursor copy() {
        PageCursor copy = new PageCursor();
        copy.firstPageSize = firstPageSize;
        copy.endRow = endRow;
        copy.number = number;
        copy.size = size;
        copy.stepsBack = stepsBack;
        copy.disjoint = disjoint;
        copy.steppedBack = steppedBack;
        return copy;
    }

    /**
     * A page of so many rows has come. When no page of the size that was asked for has so many, the server keeps to the size of
     * its first page, and from now on pages lie side by side.
     *
     * @param total rows that the server counts, on this page as on the one before; otherwise -1
     */
    void beginPage(int rowCount, long total) {
        boolean hasFirstPageSize =
                total >= 0 && rowCount != expectedRows(size, total) && rowCount == expectedRows(firstPageSize, total);
        if (number == 1 || disjoint || rowCount <= size && !hasFirstPageSize) return;
        disjoint = true;
        sizeIgnored = true;
    }

    /** How many rows this page has in a list of so many, when pages have this size. */
    private long expectedRows(int pageSize, long total) {
        return Math.min(pageSize, total - (number - 1L) * pageSize);
    }

    /** The page was read and had so many rows; gives the number of rows up to its end. */
    int endPage(int rowCount) {
        steppedBack = false;
        if (firstPageSize == 0) firstPageSize = Math.max(1, rowCount);
        endRow = (number - 1) * (sizeIgnored || size == 0 ? firstPageSize : size) + rowCount;
        return endRow;
    }

    /** Goes back by a page; false when that is of no use, and counting has to tell. */
    boolean stepBack() {
        if (disjoint || number == 1) return false;
        if (++stepsBack > MAX_STEPS_BACK) {
            disjoint = true;
            return false;
        }
        endRow = Math.max(0, (number - 1) * size - firstPageSize + 1);
        steppedBack = true;
        return true;
    }

    /** Counted from 1. */
    int number() {
        return number;
    }

    /** Rows to ask for; 0 for as many as usual. */
    int size() {
        return size;
    }

    /** Rows of the first page. */
    int firstPageSize() {
        return firstPageSize;
    }

    /** The first row of this page must have been seen before. */
    boolean mustOverlap() {
        return !disjoint && number > 1;
    }

    /** This page is read again, so it need not bring anything new. */
    boolean isReread() {
        return steppedBack;
    }

    /** Every page so far was joined to the one before. */
    boolean isContiguous() {
        return !disjoint;
    }
}
