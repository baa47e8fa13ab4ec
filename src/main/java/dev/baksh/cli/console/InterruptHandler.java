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

    private static final int INT_EXIT_CODE = 130;

    private final Thread runThread;
    private final Console console;
    private final IntConsumer exitAction;
    private final Duration grace;
    private int exitCode;
    private boolean closed;

    /** Where signals come from; in specs, nowhere. */
    @FunctionalInterface
    public interface SignalSource {
        SignalSource NONE = (signal, action) -> {};

        void onSignal(String signal, Runnable action);

        /** Ends the process, where what runs does not end by itself. */
        default void exit(int code) {
            System.exit(code);
        }
    }

    /**
     * Takes signals from now on.
     *
     * @param exitAction ends the process
     */
    public InterruptHandler(
            Stages stages, Thread runThread, Console console, SignalSource source, IntConsumer exitAction) {
        this.runThread = runThread;
        this.console = console;
        this.exitAction = exitAction;
        this.grace = stages == Stages.TWO ? GRACE : SHELL_GRACE;
        if (stages == Stages.TWO) source.onSignal("INT", () -> handleSignal(INT_EXIT_CODE));
        if (stages == Stages.ONE) source.onSignal("INT", () -> exitProcess(INT_EXIT_CODE));
        source.onSignal("TERM", () -> handleSignal(143));
        source.onSignal("HUP", () -> handleSignal(129));
    }

    /** The exit code that the signal asks for, or 0 when none came. */
    public synchronized int exitCode() {
        return exitCode;
    }

    /** What a failure is called when a signal has ended the script, so that what is on record says how the process ended. */
    public BakshException withSignalExit(BakshException cause) {
        ExitCode signalExit = Arrays.stream(ExitCode.values())
                .filter(exit -> exit.code() == exitCode())
                .findFirst()
                .orElseThrow();
        if (signalExit == ExitCode.OK || signalExit == cause.exit()) return cause;
        return new BakshException(signalExit, cause.getMessage(), cause.hint(), cause);
    }

    private void handleSignal(int signalExitCode) {
        if (!acceptFirstSignal(signalExitCode)) {
            exitProcess(signalExitCode);
            return;
        }
        String line = console.isAwaitingInput() ? "\n" : ""; // Below the question.
        runThread.interrupt();
        if (signalExitCode == INT_EXIT_CODE)
            console.showNotice(line + "interrupted: ending what is under way; Ctrl-C again leaves at once");
        else exitAfterGrace(signalExitCode);
    }

    private void exitProcess(int signalExitCode) {
        console.endOpenQuestion();
        exitAction.accept(signalExitCode);
    }

    private synchronized boolean acceptFirstSignal(int signalExitCode) {
        if (closed || exitCode != 0) return false;
        exitCode = signalExitCode;
        return true;
    }

    private void exitAfterGrace(int signalExitCode) {
        Thread watchdog = new Thread(
                () -> {
                    try {
                        Thread.sleep(grace.toMillis());
                        exitAction.accept(signalExitCode);
                    } catch (InterruptedException e) {
                        // Nobody interrupts it; if somebody does, the process goes on until it ends by itself.
                    }
                },
                "baksh-grace");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /** What comes later ends the process at once. Takes the interrupt back, which would break the closing of files. */
    @Override
    public synchronized void close() {
        closed = true;
        if (exitCode != 0) Thread.interrupted();
    }
}
