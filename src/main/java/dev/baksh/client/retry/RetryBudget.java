package dev.baksh.client.retry;

/**
 * Retry budget of one server, shared by all callers. Retries multiply the load of a server with errors by up to 4; with an
 * empty budget each read is sent once, until successful responses refill the budget.
 */
public final class RetryBudget {
    /** 20 retries after an error response, or 10 after a lost response. */
    private static final int CAPACITY = 100;

    private static final int REFUSED_RESPONSE_COST = 5;
    private static final int LOST_RESPONSE_COST = 10;

    private int balance = CAPACITY;

    /**
     * Withdraws the cost of one retry.
     *
     * @param responseLost true if no response arrived; such a retry costs twice as much, because it also takes the timeout
     * @return false if the balance is too low; then nothing is withdrawn
     */
    public synchronized boolean tryWithdraw(boolean responseLost) {
        int cost = responseLost ? LOST_RESPONSE_COST : REFUSED_RESPONSE_COST;
        if (balance < cost) return false;
        balance -= cost;
        return true;
    }

    /** Deposits 1 for a successful response. */
    public synchronized void deposit() {
        if (balance < CAPACITY) balance++;
    }
}
