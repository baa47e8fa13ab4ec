package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Timer of {@code --deadline} that interrupts the run. */
public final class RunDeadline implements AutoCloseable {
    private final Duration limit;
    private final Timer timer;
    private volatile boolean passed;
    private boolean closed;

    /** @param limit null for a run without a deadline */
    public RunDeadline(Duration limit, Thread runThread) {
        this.limit = limit;
        this.timer = limit == null ? null : new Timer("baksh-deadline", true);
        if (timer == null) return;
        TimerTask interrupt = new TimerTask() {
            @Override
            public void run() {
                expire(runThread);
            }
        };
        // The cleanup of the run has the grace period, and is then interrupted too.
        timer.schedule(interrupt, limit.toMillis(), InterruptHandler.GRACE.toMillis());
    }

    private synchronized void expire(Thread runThread) {
        if (closed) return;
        passed = true;
        runThread.interrupt();
    }

    /** Returns the failure, or the failure of the deadline (exit 75) if the deadline has caused the interrupt. */
    public BakshException explainInterrupt(BakshException cause) {
        if (!passed || cause.exit() != ExitCode.INTERRUPTED) return cause;
        String message = "the deadline of " + limit.toSeconds() + " s has passed: " + cause.getMessage();
        return new BakshException(ExitCode.UNFINISHED, message, cause.hint(), cause);
    }

    /** @throws BakshException (exit 75) the script ignored the interrupt and ended after the deadline */
    public void requireNotPassed() {
        if (!passed) return;
        throw new BakshException(
                ExitCode.UNFINISHED,
                "the deadline of " + limit.toSeconds() + " s passed before the end of the script",
                "the script ignored the interrupt; check what it did after the deadline");
    }

    /** Cancels the timer. Also clears the interrupt flag, because an interrupt would make the closing of files fail. */
    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) timer.cancel();
        if (passed) Thread.interrupted();
    }
}
