package dev.baksh.script.transform;

/** What the loops, closures and methods of every script ask before they go on; see {@link InterruptTransform}. */
public final class InterruptCheck {
    private InterruptCheck() {}

    /** @throws InterruptedException the thread has been interrupted; it stays so, for those who look at it later */
    public static void look() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) throw new InterruptedException("interrupted");
    }
}
