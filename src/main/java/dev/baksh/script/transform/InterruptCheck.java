package dev.baksh.script.transform;

/** Interrupt check that every loop, closure and method of a script calls first; see {@link InterruptTransform}. */
public final class InterruptCheck {
    private InterruptCheck() {}

    /**
     * Ends an interrupted script.
     *
     * @throws InterruptedException the thread is interrupted; the interrupt flag stays set for later checks
     */
    public static void throwIfInterrupted() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) throw new InterruptedException("interrupted");
    }
}
