package dev.baksh.exchange;

import java.time.Duration;

/**
 * How long baksh waits.
 *
 * @param read   one read, from connecting to the last byte
 * @param page   one page of a listing
 * @param write  one write; longer than the servers' own proxies wait, or baksh would give up while the server goes on
 * @param settle how long to look for the outcome of a write whose answer was lost
 */
public record Limits(Duration read, Duration page, Duration write, Duration settle) {
    /** N2WS: nothing is known of a limit of its own; 3 minutes are far above the seconds seen. */
    public static final Limits N2WS = new Limits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(180), Duration.ofSeconds(180));
    /** Portworx: nginx in front gives up after 300 s. */
    public static final Limits PX = new Limits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(330), Duration.ofSeconds(330));

    /** The same with another settle window. */
    public Limits settling(Duration window) {
        return new Limits(read, page, write, window);
    }
}
