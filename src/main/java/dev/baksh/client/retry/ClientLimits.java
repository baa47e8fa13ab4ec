package dev.baksh.client.retry;

import java.time.Duration;

/**
 * How long baksh waits, and how much it does at once.
 *
 * @param readTimeout   one read, from connecting to the last byte
 * @param pageTimeout   one page of a listing
 * @param writeTimeout  one write; longer than the servers' own proxies wait, or baksh would give up while the server goes on
 * @param reconcileTimeout how long to look for the outcome of a write whose answer was lost
 * @param maxConcurrentReads  so many are under way at one server at a time
 * @param maxConcurrentWrites likewise; one after the other they keep the order of a runbook, and their outcomes apart
 * @param resendAllowed a write whose answer was lost is sent once more when it is proven not to have happened
 * @param maxParallelPages  of one listing that are asked for side by side, among the reads
 */
public record ClientLimits(
        Duration readTimeout,
        Duration pageTimeout,
        Duration writeTimeout,
        Duration reconcileTimeout,
        int maxConcurrentReads,
        int maxConcurrentWrites,
        boolean resendAllowed,
        int maxParallelPages) {
    private static final int DEFAULT_CONCURRENT_READS = 4;
    private static final int DEFAULT_CONCURRENT_WRITES = 1;

    /** N2WS: nothing is known of a limit of its own; 3 minutes are far above the seconds seen. */
    public static final ClientLimits N2WS = new ClientLimits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(180), Duration.ofSeconds(180));
    /** Portworx: nginx in front gives up after 300 s. */
    public static final ClientLimits PX = new ClientLimits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(330), Duration.ofSeconds(330));

    /** With as many calls side by side as appliances like. */
    public ClientLimits(Duration readTimeout, Duration pageTimeout, Duration writeTimeout, Duration reconcileTimeout) {
        this(
                readTimeout,
                pageTimeout,
                writeTimeout,
                reconcileTimeout,
                DEFAULT_CONCURRENT_READS,
                DEFAULT_CONCURRENT_WRITES,
                true,
                DEFAULT_CONCURRENT_READS);
    }

    /** The same with another settle window. */
    public ClientLimits withReconcileTimeout(Duration timeout) {
        return new ClientLimits(
                readTimeout,
                pageTimeout,
                writeTimeout,
                timeout,
                maxConcurrentReads,
                maxConcurrentWrites,
                resendAllowed,
                maxParallelPages);
    }

    /** The same with so many reads and writes side by side, at least one each. */
    public ClientLimits withConcurrency(int concurrentReads, int concurrentWrites) {
        return new ClientLimits(
                readTimeout,
                pageTimeout,
                writeTimeout,
                reconcileTimeout,
                concurrentReads,
                concurrentWrites,
                resendAllowed,
                concurrentReads);
    }

    /** The same, but a write whose answer was lost is never sent again. */
    public ClientLimits withoutResend() {
        return new ClientLimits(
                readTimeout,
                pageTimeout,
                writeTimeout,
                reconcileTimeout,
                maxConcurrentReads,
                maxConcurrentWrites,
                false,
                maxParallelPages);
    }

    /** The same with so many pages of a listing side by side; 1 for one after the other. */
    public ClientLimits withParallelPages(int parallelPages) {
        return new ClientLimits(
                readTimeout,
                pageTimeout,
                writeTimeout,
                reconcileTimeout,
                maxConcurrentReads,
                maxConcurrentWrites,
                resendAllowed,
                parallelPages);
    }
}
