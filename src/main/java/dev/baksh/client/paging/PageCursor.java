package dev.baksh.client.paging;

/**
 * Which page to ask for next. Both servers page by offset, so a row that vanishes while the pages are read moves the later
 * ones forward, and the next page would begin too late. So each page is asked for in a size that makes it begin at or just
 * before the last row that was read: when its first row has been seen, nothing lies between; when not, the walk goes back.
 */
final class PageCursor {
    /** Steps back in one walk; a list in which more rows vanish, or without a stable order, is counted instead. */
    private static final int BACKS = 10;
    /** Pages of fewer rows are too small to overlap and still get on. */
    static final int SMALLEST = 4;
    /** Page numbers that are tried; each later one makes pages smaller, and one of so many overlaps little. */
    private static final int TRIED = 32;

    private int base;
    private int end;
    private int number;
    private int size;
    private int backs;
    private boolean plain;
    private boolean wentBack;
    /** The size of this page is not the one that was asked for. */
    private boolean ignored;

    /** Chooses the next page. */
    void next() {
        ignored = false;
        if (end == 0) {
            number = 1;
            size = base;
            return;
        }
        int pages = plain || base < SMALLEST ? 0 : farthest();
        plain = pages == 0;
        size = plain ? base : (end - 1) / pages;
        number = plain ? end / base + 1 : pages + 1;
    }

    /** How many pages to leave out so that the next one begins at a row that was read and ends farthest; 0 for none. */
    private int farthest() {
        int last = end - 1;
        int least = (last + base - 1) / base;
        int best = 0;
        long farthest = end;
        for (int pages = least; pages < least + TRIED; pages++) {
            long reached = (long) (last / pages) * (pages + 1);
            if (reached <= farthest) continue;
            farthest = reached;
            best = pages;
        }
        return best;
    }

    /** The same walk, to be led on by guesses. */
    PageCursor copy() {
        PageCursor copy = new PageCursor();
        copy.base = base;
        copy.end = end;
        copy.number = number;
        copy.size = size;
        copy.backs = backs;
        copy.plain = plain;
        copy.wentBack = wentBack;
        return copy;
    }

    /**
     * A page of so many rows has come. When no page of the size that was asked for has so many, the server keeps to the size of
     * its first page, and from now on pages lie side by side.
     *
     * @param total rows that the server counts, on this page as on the one before; otherwise -1
     */
    void came(int rows, long total) {
        boolean own = total >= 0 && rows != rowsOf(size, total) && rows == rowsOf(base, total);
        if (number == 1 || plain || rows <= size && !own) return;
        plain = true;
        ignored = true;
    }

    /** How many rows this page has in a list of so many, when pages have this size. */
    private long rowsOf(int pageSize, long total) {
        return Math.min(pageSize, total - (number - 1L) * pageSize);
    }

    /** The page was read and had so many rows; gives the number of rows up to its end. */
    int took(int rows) {
        wentBack = false;
        if (base == 0) base = Math.max(1, rows);
        end = (number - 1) * (ignored || size == 0 ? base : size) + rows;
        return end;
    }

    /** Goes back by a page; false when that is of no use, and counting has to tell. */
    boolean back() {
        if (plain || number == 1) return false;
        if (++backs > BACKS) {
            plain = true;
            return false;
        }
        end = Math.max(0, (number - 1) * size - base + 1);
        wentBack = true;
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
    int base() {
        return base;
    }

    /** The first row of this page must have been seen before. */
    boolean overlaps() {
        return !plain && number > 1;
    }

    /** This page is read again, so it need not bring anything new. */
    boolean again() {
        return wentBack;
    }

    /** Every page so far was joined to the one before. */
    boolean whole() {
        return !plain;
    }
}
