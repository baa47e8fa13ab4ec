package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** {@code --deadline}: interrupts the run when its time is over. */
public final class RunDeadline implements AutoCloseable {
    private final Duration limit;
    private final Timer timer;
    private volatile boolean passed;
    private boolean closed;

    /** @param limit null for none */
    public RunDeadline(Duration limit, Thread runThread) {
        this.limit = limit;
        this.timer = limit == null ? null : new Timer("baksh-deadline", true);
        if (timer == null) return;
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        expire(runThread);
                    }
                },
                limit.toMillis(),
                // What cleans up after the script has this long, and then is ended too.
                InterruptHandler.GRACE.toMillis());
    }

    private synchronized void expire(Thread runThread) {
        if (closed) return;
        passed = true;
        runThread.interrupt();
    }

    public boolean hasPassed() {
        return passed;
    }

    /** What a failure is called when the deadline has caused it. */
    public BakshException explainInterrupt(BakshException cause) {
        if (!passed || cause.exit() != ExitCode.INTERRUPTED) return cause;
        return new BakshException(
                ExitCode.UNFINISHED,
                "the deadline of " + limit.toSeconds() + " s has passed: " + cause.getMessage(),
                cause.hint(),
                cause);
    }

    /** The script did not let itself be interrupted, and came to its own end too late. */
    public BakshException overrunFailure() {
        return new BakshException(
                ExitCode.UNFINISHED,
                "the deadline of " + limit.toSeconds() + " s passed while the script ran on to its end",
                "it caught or swallowed the interrupt; look at what it did after that");
    }

    /** Takes the interrupt back: it was meant for the script, and would break the closing of files. */
    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) timer.cancel();
        if (passed) Thread.interrupted();
    }
}
