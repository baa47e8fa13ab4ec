package dev.baksh.exchange;

import java.time.Duration;

/**
 * How long baksh waits, and how much it asks for at once.
 *
 * @param read   one read, from connecting to the last byte
 * @param page   one page of a listing
 * @param write  one write; longer than the servers' own proxies wait, or baksh would give up while the server goes on
 * @param settle how long to look for the outcome of a write whose answer was lost
 * @param pages  how many pages of one listing are asked for side by side
 */
public record Limits(Duration read, Duration page, Duration write, Duration settle, int pages) {
    /** A listing that waits for the server is four times as quick, and the server has its hands free for others. */
    private static final int PAGES = 4;

    /** With the usual number of pages side by side. */
    public Limits(Duration read, Duration page, Duration write, Duration settle) {
        this(read, page, write, settle, PAGES);
    }

    /** N2WS: nothing is known of a limit of its own; 3 minutes are far above the seconds seen. */
    public static final Limits N2WS = new Limits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(180), Duration.ofSeconds(180));
    /** Portworx: nginx in front gives up after 300 s. */
    public static final Limits PX = new Limits(
            Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(330), Duration.ofSeconds(330));

    /** The same with another settle window. */
    public Limits settling(Duration window) {
        return new Limits(read, page, write, window, pages);
    }

    /** The same with so many pages side by side; 1 for one after the other. */
    public Limits reading(int atOnce) {
        return new Limits(read, page, write, settle, atOnce);
    }
}
