package dev.baksh.client.paging;

import java.util.Set;

/**
 * Check that detects a page that the server may have cut at a limit: without a total, such a page never proves the end
 * of a list.
 */
public final class TruncationCheck {
    /** Usual limits of servers for the rows of a page. */
    private static final Set<Integer> USUAL_LIMITS = Set.of(10, 20, 25, 30, 50, 100, 200, 250, 300, 400);

    private TruncationCheck() {}

    /**
     * Returns true if the page has as many rows as were requested, or a number of rows that is a usual limit of servers.
     *
     * @param requestedSize number of rows that were requested, or 0 for none
     */
    public static boolean mayBeTruncated(int rowCount, int requestedSize) {
        return rowCount > 0 && (rowCount == requestedSize || USUAL_LIMITS.contains(rowCount) || rowCount % 500 == 0);
    }
}
