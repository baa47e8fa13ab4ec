package dev.baksh.client.retry;

import java.time.Duration;

/**
 * How long baksh waits, and how much it does at once.
 *
 * @param read   one read, from connecting to the last byte
 * @param page   one page of a listing
 * @param write  one write; longer than the servers' own proxies wait, or baksh would give up while the server goes on
 * @param settle how long to look for the outcome of a write whose answer was lost
 * @param reads  so many are under way at one server at a time
 * @param writes likewise; one after the other they keep the order of a runbook, and their outcomes apart
 * @param resends a write whose answer was lost is sent once more when it is proven not to have happened
 * @param pages  of one listing that are asked for side by side, among the reads
 */
public record ClientLimits(
        Duration read,
        Duration page,
        Duration write,
        Duration settle,
        int reads,
        int writes,
        boolean resends,
        int pages) {
    private static final int READS = 4;
    private static final int WRITES = 1;

    /** N2WS: nothing is known of a limit of its own; 3 minutes are far above the seconds seen. */
    public static final ClientLimits N2WS = new ClientLimits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(180), Duration.ofSeconds(180));
    /** Portworx: nginx in front gives up after 300 s. */
    public static final ClientLimits PX = new ClientLimits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(330), Duration.ofSeconds(330));

    /** With as many calls side by side as appliances like. */
    public ClientLimits(Duration read, Duration page, Duration write, Duration settle) {
        this(read, page, write, settle, READS, WRITES, true, READS);
    }

    /** The same with another settle window. */
    public ClientLimits settling(Duration window) {
        return new ClientLimits(read, page, write, window, reads, writes, resends, pages);
    }

    /** The same with so many reads and writes side by side, at least one each. */
    public ClientLimits atOnce(int reads, int writes) {
        return new ClientLimits(read, page, write, settle, reads, writes, resends, reads);
    }

    /** The same, but a write whose answer was lost is never sent again. */
    public ClientLimits sendingOnce() {
        return new ClientLimits(read, page, write, settle, reads, writes, false, pages);
    }

    /** The same with so many pages of a listing side by side; 1 for one after the other. */
    public ClientLimits reading(int atOnce) {
        return new ClientLimits(read, page, write, settle, reads, writes, resends, atOnce);
    }
}
