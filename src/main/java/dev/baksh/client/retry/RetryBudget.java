package dev.baksh.client.retry;

/**
 * What all callers together may spend on asking one server again. A server in trouble is not helped by being asked four
 * times as often: when the budget is spent each call is sent once, until good answers have filled it up.
 */
public final class RetryBudget {
    /** Twenty refusals, or ten answers that did not come. */
    private static final int CAPACITY = 100;

    private static final int REFUSED_RESPONSE_COST = 5;
    private static final int LOST_RESPONSE_COST = 10;

    private int balance = CAPACITY;

    /**
     * Takes what one more request costs.
     *
     * @param responseLost no answer came, which also cost the time of waiting for it
     * @return false when the budget is spent, and nothing was taken
     */
    public synchronized boolean tryWithdraw(boolean responseLost) {
        int cost = responseLost ? LOST_RESPONSE_COST : REFUSED_RESPONSE_COST;
        if (balance < cost) return false;
        balance -= cost;
        return true;
    }

    /** A good answer came. */
    public synchronized void deposit() {
        if (balance < CAPACITY) balance++;
    }
}
