package dev.baksh.client.retry;

/**
 * What all callers together may spend on asking one server again. A server in trouble is not helped by being asked four
 * times as often: when the budget is spent each call is sent once, until good answers have filled it up.
 */
public final class RetryBudget {
    /** Twenty refusals, or ten answers that did not come. */
    private static final int FULL = 100;

    private static final int REFUSED = 5;
    private static final int LOST = 10;

    private int left = FULL;

    /**
     * Takes what one more request costs.
     *
     * @param lost no answer came, which also cost the time of waiting for it
     * @return false when the budget is spent, and nothing was taken
     */
    public synchronized boolean spend(boolean lost) {
        int cost = lost ? LOST : REFUSED;
        if (left < cost) return false;
        left -= cost;
        return true;
    }

    /** A good answer came. */
    public synchronized void earn() {
        if (left < FULL) left++;
    }
}
