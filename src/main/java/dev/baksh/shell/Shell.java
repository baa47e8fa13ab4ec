package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.script.session.EvaluationSession;
import dev.baksh.shell.complete.ShellCommandLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/**
 * The REPL: reads a text, evaluates it, prints its value, until the input ends or {@code :quit}.
 *
 * <p>Ctrl-C at the prompt drops what is typed, Ctrl-C during an evaluation interrupts the thread that evaluates, Ctrl-D at an
 * empty prompt leaves. Everything runs on the thread that calls {@link #run}, but for the engine's warming up.
 */
public final class Shell {
    private final Terminal terminal;
    private final EvaluationSession session;
    private final ShellConfig config;
    private final ShellCommands commands;
    private volatile ShellLineReader reader;
    private volatile String currentText;
    private int lastExitCode;

    public Shell(Terminal terminal, EvaluationSession session, ShellConfig config) {
        this.terminal = terminal;
        this.session = session;
        this.config = config;
        this.commands = new ShellCommands(config.commands(), text -> {
            terminal.writer().println(text);
            terminal.flush();
        });
    }

    /**
     * Runs until the input ends.
     *
     * @return the exit code: 0 after a person left; without a person ({@link ShellConfig#interactive}), that of the last
     *     text that failed, so that a pipe learns of it
     */
    public int run() {
        return run(() -> {});
    }

    /** @param beforeFirstPrompt is done before the first prompt, where a person is there; Ctrl-C ends it, and the shell goes on */
    public int run(Runnable beforeFirstPrompt) {
        if (!config.interactive()) {
            runPiped();
            return lastExitCode;
        }
        ExternalEditor editor = new ExternalEditor(terminal, config.notice());
        Attributes savedAttributes = terminal.enterRawMode();
        // Also while nothing is read: what is typed ahead is not echoed, and stands at the next prompt. Ctrl-C is a
        // signal.
        Attributes rawAttributes = terminal.getAttributes();
        rawAttributes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(rawAttributes);
        // Between a line and its work nobody takes Ctrl-C, and it would end the process.
        SignalHandler previousHandler = terminal.handle(Signal.INT, signal -> {});
        try {
            runInterruptibly(beforeFirstPrompt);
            runInteractive(editor);
            return 0;
        } finally {
            terminal.handle(Signal.INT, previousHandler);
            terminal.setAttributes(savedAttributes);
        }
    }

    private void runInteractive(ExternalEditor editor) {
        PrivateHistory history = new PrivateHistory(config.historyFile(), config.secretDetector(), config.notice());
        LineAssistant assistant = config.assistant();
        ShellLineReader reader = new ShellLineReader(terminal, () -> assistant == null ? "" : assistant.inlineHint());
        reader.setParser(continuationParser());
        reader.setCompleter(config.completer());
        reader.setHistory(history);
        this.reader = reader;
        if (assistant != null) assistant.attach(reader);
        editor.attach(reader);
        commands.setHistory(history);
        warmUpAfterPrompt(reader);
        while (true) {
            String text;
            try {
                history.reopenIfFileChanged();
                text = reader.readLine(config.prompt().get());
            } catch (UserInterruptException e) {
                // JLine leaves the flag set, and the next call to a server would end at once.
                Thread.interrupted();
                if (terminal.getType().startsWith("dumb")) terminal.writer().println(); // JLine does so on others.
                continue;
            } catch (EndOfFileException e) {
                if (config.canQuit().getAsBoolean()) return;
                continue;
            }
            if (!execute(text) && config.canQuit().getAsBoolean()) return;
        }
    }

    /** The text that is evaluated now or was last, as typed; null before the first. */
    public String currentText() {
        return currentText;
    }

    private ContinuationParser continuationParser() {
        return new ContinuationParser(session::isComplete);
    }

    /** A key that was pressed before the next prompt: it is the first of the next line. */
    public void typeAhead(int key) {
        reader.runMacro(Character.toString(key));
    }

    /** Shows a line above the one that is being typed; from any thread. */
    public void printAbove(String line) {
        ShellLineReader activeReader = reader;
        if (activeReader != null && activeReader.isReading()) {
            activeReader.printAbovePrompt(line, config.prompt().get());
        } else {
            terminal.writer().println(line);
            terminal.flush();
        }
    }

    /** The prompt is drawn first, then a thread that gives way to typing loads the compiler. */
    private void warmUpAfterPrompt(LineReader reader) {
        Thread warmUpThread = new Thread(this::warmUp, "baksh-warm");
        warmUpThread.setDaemon(true);
        warmUpThread.setPriority(Thread.MIN_PRIORITY);
        reader.getWidgets().put(LineReader.CALLBACK_INIT, () -> {
            if (warmUpThread.getState() == Thread.State.NEW) warmUpThread.start();
            return true;
        });
    }

    private void warmUp() {
        try {
            session.warmUp();
        } catch (RuntimeException | Error e) {
            // Whatever a compiler that cannot start throws: the first line typed meets it again, and shows it.
        }
    }

    /** No prompt, no echo, no history: one whole piece of Groovy after the other. */
    private void runPiped() {
        StringBuilder text = new StringBuilder();
        try {
            BufferedReader input = new BufferedReader(terminal.reader());
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                text.append(text.isEmpty() ? "" : "\n").append(line);
                if (continuationParser().isIncomplete(text.toString())) continue;
                String completeText = text.toString();
                text.setLength(0);
                if (!execute(completeText)) return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // What the end of the input cut off is reported, not dropped.
        execute(text.toString());
    }

    /** Does what a text asks for; false when it asks to leave. A command of the shell ends with its line, also in a pasted text. */
    private boolean execute(String text) {
        if (text.isBlank()) return true;
        ShellCommandLine commandLine = ShellCommandLine.parse(text);
        if (commandLine != null && commands.isQuit(commandLine)) return false;
        String remainingLines =
                commandLine == null || commandLine.isMultiLine() ? "" : ShellCommandLine.linesBelowFirst(text);
        long startNanos = System.nanoTime();
        boolean succeeded = runInterruptibly(() -> {
            if (commandLine != null)
                commands.run(
                        remainingLines.isEmpty()
                                ? commandLine
                                : ShellCommandLine.parse(ShellCommandLine.firstLine(text)));
            else evaluate(text);
        });
        config.durationListener().accept(Duration.ofNanos(System.nanoTime() - startNanos));
        if (remainingLines.isEmpty()) return true;
        if (succeeded) return execute(remainingLines);
        config.notice().accept("the lines below it were not run");
        return true;
    }

    private void evaluate(String text) {
        Object value;
        String backgroundText = BackgroundSyntax.stripAmpersand(text);
        try {
            currentText = text;
            value = session.evaluate(backgroundText == null ? text : BackgroundSyntax.toGroovy(backgroundText));
        } catch (BakshException e) {
            throw e;
        } catch (RuntimeException e) {
            // The script's way out, exit 3: here it ends the text and nothing else.
            config.notice().accept("exit ends this input only; :quit leaves");
            return;
        }
        if (value != null) config.valuePrinter().accept(value);
    }

    /** False when it failed, which has been said then. */
    private boolean runInterruptibly(Runnable work) {
        Thread evaluatingThread = Thread.currentThread();
        SignalHandler previousHandler = terminal.handle(Signal.INT, signal -> evaluatingThread.interrupt());
        try {
            work.run();
            return true;
        } catch (BakshException e) {
            return reportFailure(e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return reportFailure(new BakshException(ExitCode.FAILED, "this cannot be shown: " + reason, null, e));
        } finally {
            terminal.handle(Signal.INT, previousHandler);
            // A Ctrl-C that came too late must not end the next call.
            Thread.interrupted();
            terminal.flush();
        }
    }

    private boolean reportFailure(BakshException e) {
        lastExitCode = e.exit().code();
        config.errorPrinter().accept(e);
        return false;
    }
}
