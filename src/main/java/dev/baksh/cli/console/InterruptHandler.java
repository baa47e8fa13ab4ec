package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.thread.InternalThread;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Handler of Ctrl-C, TERM and HUP in two stages. The first signal cancels the current operation: baksh reconciles a
 * sent write once, and reports and journals a write that may have been executed. The second signal exits immediately;
 * the current write then stays open in the journal. After TERM and HUP the process exits after a grace period even
 * without a second signal.
 */
public final class InterruptHandler implements AutoCloseable {
    /** A third of the 90 s that systemd waits before it kills a process. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** Effect of Ctrl-C. */
    public enum Stages {
        /** No handler: the shell handles Ctrl-C itself. */
        NONE,
        /** Exits immediately, because no write can be open. */
        ONE,
        /** Cancels the current operation; the second Ctrl-C exits. */
        TWO;

        public static Stages of(String command) {
            if (CommandLineOptions.executesScript(command)) return TWO;
            return command.isEmpty() ? NONE : ONE;
        }
    }

    /** Shorter for a shell, which has only the last statement to finish. */
    private static final Duration SHELL_GRACE = Duration.ofSeconds(2);

    private static final int INT_EXIT_CODE = 130;

    private final Thread runThread;
    private final Console console;
    private final IntConsumer exitAction;
    private final Duration grace;
    private int exitCode;
    private boolean closed;

    /** Source of signals; {@link #NONE} delivers no signals. */
    @FunctionalInterface
    public interface SignalSource {
        SignalSource NONE = (signal, action) -> {};

        void onSignal(String signal, Runnable action);

        /** Ends the process if the script does not end after the signal. */
        default void exit(int code) {
            System.exit(code);
        }
    }

    /**
     * Registers the handlers of the signals.
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

    /** Exit code of the first signal, or 0 without a signal. */
    public synchronized int exitCode() {
        return exitCode;
    }

    /**
     * Returns the failure with the exit code of the signal that ended the script, so that the run's journal has the
     * same code.
     */
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
        String line = console.isAwaitingInput() ? "\n" : ""; // Starts a new line below the question.
        runThread.interrupt();
        if (signalExitCode == INT_EXIT_CODE)
            console.showNotice(line + "interrupted: ending the operation; press Ctrl-C again to exit immediately");
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
        Thread watchdog = new InternalThread(
                () -> {
                    try {
                        Thread.sleep(grace.toMillis());
                        exitAction.accept(signalExitCode);
                    } catch (InterruptedException e) {
                        // No code interrupts this thread.
                    }
                },
                "baksh-grace");
        watchdog.start();
    }

    /**
     * After this call, a signal ends the process immediately. Also clears the interrupt flag, because an interrupt
     * would make the closing of files fail.
     */
    @Override
    public synchronized void close() {
        closed = true;
        if (exitCode != 0) Thread.interrupted();
    }
}
