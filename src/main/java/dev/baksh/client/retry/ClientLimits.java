package dev.baksh.client.retry;

import java.time.Duration;

/**
 * Settings of a client for timeouts, concurrency and the resend of writes.
 *
 * @param readTimeout timeout of one read, from the connection to the last byte
 * @param pageTimeout timeout of one page of a listing
 * @param writeTimeout timeout of one write; longer than the timeouts of the proxies in front of the servers, because a
 *     server may execute a write that baksh has abandoned
 * @param reconcileTimeout settle window: maximum time to find out if a write with a lost response was executed
 * @param maxConcurrentReads maximum number of concurrent reads to one server
 * @param maxConcurrentWrites maximum number of concurrent writes to one server; with 1, writes keep the order of a runbook
 *     and a reconciler sees the effects of one write only
 * @param resendAllowed true if a write is sent again after a reconciliation has proven that it was not executed
 * @param maxParallelPages maximum number of pages of one listing that are read in parallel; these count as reads
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
    /**
     * Limits for N2WS. The write timeout of N2WS is not documented. Assumption: 3 minutes are enough, because observed
     * writes took a few seconds.
     */
    public static final ClientLimits N2WS = new ClientLimits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(180), Duration.ofSeconds(180));
    /** Limits for Portworx: its nginx proxy has a timeout of 300 s. */
    public static final ClientLimits PX = new ClientLimits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(330), Duration.ofSeconds(330));

    /** Creates limits with 4 concurrent reads, 1 concurrent write and 4 parallel pages. */
    public ClientLimits(Duration readTimeout, Duration pageTimeout, Duration writeTimeout, Duration reconcileTimeout) {
        this(readTimeout, pageTimeout, writeTimeout, reconcileTimeout, 4, 1, true, 4);
    }
}
