package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Ctrl-C, TERM and HUP while something runs, in two stages. The first cancels what is under way: what was sent is looked for
 * once, and what may have happened is said and on record. The second leaves at once; a write that was under way then stays
 * open in the journal. TERM and HUP leave by themselves after a while.
 */
public final class InterruptHandler implements AutoCloseable {
    /** What a service manager gives a process before it kills it is three times as long. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** What Ctrl-C does. */
    public enum Stages {
        /** Nothing: the shell takes it itself. */
        NONE,
        /** Leaves at once; there is nothing to settle. */
        ONE,
        /** Cancels what is under way, and then leaves. */
        TWO;

        public static Stages of(String command) {
            if (List.of("-e", "run", "-", "resume").contains(command)) return TWO;
            return command.isEmpty() ? NONE : ONE;
        }
    }

    /** A shell has nothing to finish but what was typed last. */
    private static final Duration SHELL_GRACE = Duration.ofSeconds(2);

    private static final int INT = 130;

    private final Thread run;
    private final Console console;
    private final IntConsumer leave;
    private final Duration grace;
    private int code;
    private boolean over;

    /** Where signals come from; in specs, nowhere. */
    @FunctionalInterface
    public interface Source {
        Source NONE = (signal, action) -> {};

        void on(String signal, Runnable action);

        /** Ends the process, where what runs does not end by itself. */
        default void leave(int code) {
            System.exit(code);
        }
    }

    /**
     * Takes signals from now on.
     *
     * @param leave ends the process
     */
    public InterruptHandler(Stages stages, Thread run, Console console, Source source, IntConsumer leave) {
        this.run = run;
        this.console = console;
        this.leave = leave;
        this.grace = stages == Stages.TWO ? GRACE : SHELL_GRACE;
        if (stages == Stages.TWO) source.on("INT", () -> take(INT));
        if (stages == Stages.ONE) source.on("INT", () -> leave(INT));
        source.on("TERM", () -> take(143));
        source.on("HUP", () -> take(129));
    }

    /** The exit code that the signal asks for, or 0 when none came. */
    public synchronized int code() {
        return code;
    }

    /** What a failure is called when a signal has ended the script, so that what is on record says how the process ended. */
    public BakshException told(BakshException cause) {
        ExitCode by = Arrays.stream(ExitCode.values())
                .filter(exit -> exit.code() == code())
                .findFirst()
                .orElseThrow();
        if (by == ExitCode.OK || by == cause.exit()) return cause;
        return new BakshException(by, cause.getMessage(), cause.hint(), cause);
    }

    private void take(int number) {
        if (!first(number)) {
            leave(number);
            return;
        }
        String line = console.asking() ? "\n" : ""; // Below the question.
        run.interrupt();
        if (number == INT) console.note(line + "interrupted: ending what is under way; Ctrl-C again leaves at once");
        else leaveLater(number);
    }

    private void leave(int number) {
        console.unanswered();
        leave.accept(number);
    }

    private synchronized boolean first(int number) {
        if (over || code != 0) return false;
        code = number;
        return true;
    }

    private void leaveLater(int number) {
        Thread watch = new Thread(
                () -> {
                    try {
                        Thread.sleep(grace.toMillis());
                        leave.accept(number);
                    } catch (InterruptedException e) {
                        // Nobody interrupts it; if somebody does, the process goes on until it ends by itself.
                    }
                },
                "baksh-grace");
        watch.setDaemon(true);
        watch.start();
    }

    /** What comes later ends the process at once. Takes the interrupt back, which would break the closing of files. */
    @Override
    public synchronized void close() {
        over = true;
        if (code != 0) Thread.interrupted();
    }
}
