package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** {@code --deadline}: interrupts the run when its time is over. */
final class Deadline implements AutoCloseable {
    private final Duration length;
    private final Timer timer;
    private volatile boolean passed;

    /** @param length null for none */
    Deadline(Duration length, Thread run) {
        this.length = length;
        this.timer = length == null ? null : new Timer("baksh-deadline", true);
        if (timer == null) return;
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        passed = true;
                        run.interrupt();
                    }
                },
                length.toMillis());
    }

    boolean passed() {
        return passed;
    }

    BakshException exception(BakshException cause) {
        return new BakshException(
                Exit.UNFINISHED,
                "the deadline of " + length.toSeconds() + " s has passed: " + cause.getMessage(),
                cause.hint(),
                cause);
    }

    @Override
    public void close() {
        if (timer != null) timer.cancel();
    }
}
