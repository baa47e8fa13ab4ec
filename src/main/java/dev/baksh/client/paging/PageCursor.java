package dev.baksh.client.paging;

/**
 * Cursor that chooses the next page. Both servers page by offset, so a row that is deleted during a listing moves later rows
 * forward, and the next page would start too late. The cursor chooses a page size with which the page starts at or just before
 * the last row that was read. If the first row of the page is known, no row is missing; else the cursor steps back.
 */
final class PageCursor {
    /** Maximum number of steps back in one scan; with more deleted rows, or without a stable order, the total decides. */
    private static final int MAX_STEPS_BACK = 10;
    /** Minimum number of rows of an overlapping page; smaller pages make no progress. */
    static final int MIN_OVERLAPPING_SIZE = 4;
    /** Maximum number of page numbers that are tried; each higher number needs a smaller page. */
    private static final int MAX_CANDIDATES = 32;

    private int firstPageSize;
    private int endRow;
    private int number;
    private int size;
    private int stepsBack;
    private boolean disjoint;
    private boolean steppedBack;
    /** True if the size of this page differs from the requested size. */
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

    /** Returns the number of pages to skip so that the next page starts at a known row and ends as far as possible; 0 without such a number. */
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

    /** Returns a copy of this cursor for predictions. */
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
     * Starts a page with this number of rows. If no page of the requested size has this number of rows, the server has a fixed
     * page size, and later pages do not overlap.
     *
     * @param total total of the server if this page and the previous page report the same total, else -1
     */
    void beginPage(int rowCount, long total) {
        boolean hasFirstPageSize =
                total >= 0 && rowCount != expectedRows(size, total) && rowCount == expectedRows(firstPageSize, total);
        if (number == 1 || disjoint || rowCount <= size && !hasFirstPageSize) return;
        disjoint = true;
        sizeIgnored = true;
    }

    /** Returns the number of rows of this page, from the total and the page size. */
    private long expectedRows(int pageSize, long total) {
        return Math.min(pageSize, total - (number - 1L) * pageSize);
    }

    /** Ends a page with this number of rows; returns the number of rows up to its end. */
    int endPage(int rowCount) {
        steppedBack = false;
        if (firstPageSize == 0) firstPageSize = Math.max(1, rowCount);
        endRow = (number - 1) * (sizeIgnored || size == 0 ? firstPageSize : size) + rowCount;
        return endRow;
    }

    /** Steps back by a page; returns false if this does not help, so that the total must decide. */
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

    /** Page number, from 1. */
    int number() {
        return number;
    }

    /** Requested number of rows; 0 for the default. */
    int size() {
        return size;
    }

    /** Number of rows of the first page. */
    int firstPageSize() {
        return firstPageSize;
    }

    /** Returns true if the first row of this page must be known. */
    boolean mustOverlap() {
        return !disjoint && number > 1;
    }

    /** Returns true if this page is read again, so that it may contain no new row. */
    boolean isReread() {
        return steppedBack;
    }

    /** Returns true if every page so far overlaps the previous page. */
    boolean isContiguous() {
        return !disjoint;
    }
}
