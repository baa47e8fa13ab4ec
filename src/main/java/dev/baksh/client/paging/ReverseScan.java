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
    private final SeenKeys first;
    private final boolean firstCounted;
    private final int lastPage;
    private final SeenKeys second = new SeenKeys();
    private int page;
    private boolean ascending;
    private long before;
    private int again;
    private long total = -1;
    private boolean tail;
    private boolean ended;

    /**
     * @param first        the rows of the first reading
     * @param firstCounted they were as many as the server counted, or without a count none came twice
     * @param ascending    their keys were numbers, each higher than the one before it
     * @param lastPage     the last page that had rows
     */
    ReverseScan(SeenKeys first, boolean firstCounted, boolean ascending, int lastPage) {
        this.first = first;
        this.firstCounted = firstCounted;
        this.ascending = ascending;
        this.lastPage = lastPage;
        this.page = lastPage;
    }

    /** The page to read now, counted from 1. */
    int page() {
        return page;
    }

    boolean ended() {
        return ended;
    }

    /** Takes a row of the page; false when it came before, in this reading or the first. */
    boolean add(Object key, boolean firstOnPage) {
        long number = SeenKeys.whole(key) ? ((Number) key).longValue() : Long.MIN_VALUE;
        ascending &= number > (firstOnPage ? Long.MIN_VALUE : before);
        before = number;
        if (!second.add(key)) return false;
        if (!first.contains(key)) return true;
        again++;
        return false;
    }

    /**
     * The page has been read.
     *
     * @param end null when there is no such page any more
     */
    void took(PagingStrategy.PageEnd end) {
        if (end != null) total = end.total();
        if (tail) {
            page++;
            ended = end == null || !end.more() || rows() >= total;
        } else if (--page == 0) {
            tail = ascending && !proven() && rows() < total; // What appeared meanwhile stands at the end.
            page = lastPage;
            ended = !tail;
        }
    }

    /** No row was missed that was there all the time. */
    boolean complete() {
        boolean changed = gone() > 0 || second.size() > again;
        return proven() || ascending && changed && total <= rows();
    }

    private boolean proven() {
        return firstCounted && gone() == 0;
    }

    /** Rows of the first reading that did not come again. */
    int gone() {
        return first.size() - again;
    }

    /** Rows that came in either reading. */
    int rows() {
        return first.size() + second.size() - again;
    }

    /** Rows that the server counted last, or -1. */
    long total() {
        return total;
    }

    SeenKeys keys() {
        return second;
    }
}
