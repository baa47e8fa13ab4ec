package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.thread.InternalThread;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.script.session.EvaluationSession;
import dev.baksh.shell.complete.DslCompleter;
import dev.baksh.shell.complete.ShellCommand;
import dev.baksh.shell.complete.ShellCommandLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/**
 * REPL that reads an input, evaluates it and prints its value, until the input ends or the user enters {@code :quit}.
 *
 * <p>Ctrl-C at the prompt discards the input, Ctrl-C during an evaluation interrupts the evaluating thread, Ctrl-D at
 * an empty prompt leaves. Everything runs on the thread that calls {@link #run}, except the warm-up of the compiler.
 */
public final class Shell {
    private final Terminal terminal;
    private final EvaluationSession session;
    private final ShellConfig config;
    private final ShellCommands commands;
    private final ContinuationParser parser;
    private final ForeignInput foreignInput;
    private volatile ShellLineReader reader;
    private volatile String currentText;
    private int lastExitCode;

    public Shell(Terminal terminal, EvaluationSession session, ShellConfig config) {
        this.terminal = terminal;
        this.session = session;
        this.config = config;
        this.foreignInput = new ForeignInput(
                ShellCommand.names(config.commands()),
                name -> session.visibleNames().contains(name));
        this.parser = new ContinuationParser(text -> foreignInput.isForeign(text)
                || session.isComplete(text)
                || config.interactive() && ForeignInput.isAbandoned(text));
        this.commands = new ShellCommands(
                config.commands(), config.output(), () -> terminal.getSize().getColumns());
    }

    /**
     * Runs until the input ends.
     *
     * @param beforeFirstPrompt runs before the first prompt of an interactive shell; Ctrl-C ends this action, and the
     *     shell continues
     * @return the exit code: 0 if interactive ({@link ShellConfig#interactive}); otherwise the exit code of the last
     *     input that failed, so that a pipe can test it
     */
    public int run(Runnable beforeFirstPrompt) {
        if (!config.interactive()) {
            runPiped();
            return lastExitCode;
        }
        ExternalEditor editor = new ExternalEditor(terminal, config.notice());
        SuspendWidget suspension = new SuspendWidget(terminal, terminal.getAttributes());
        Attributes savedAttributes = terminal.enterRawMode();
        // Raw mode also while no line is read: input that is typed ahead is not echoed and appears at the next prompt.
        // Ctrl-C is a signal.
        Attributes rawAttributes = terminal.getAttributes();
        rawAttributes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(rawAttributes);
        // Without a handler, Ctrl-C between reading and evaluation would end the process.
        SignalHandler previousHandler = terminal.handle(Signal.INT, signal -> {});
        try {
            runInterruptibly(beforeFirstPrompt);
            runInteractive(editor, suspension);
            return 0;
        } finally {
            terminal.handle(Signal.INT, previousHandler);
            terminal.setAttributes(savedAttributes);
        }
    }

    private void runInteractive(ExternalEditor editor, SuspendWidget suspension) {
        PrivateHistory history = new PrivateHistory(config.historyFile(), config.secretDetector(), config.notice());
        InputHighlighter assistant = config.assistant();
        ShellLineReader reader = new ShellLineReader(terminal, () -> assistant == null ? "" : assistant.inlineHint());
        reader.setParser(parser);
        reader.setCompleter(config.completer());
        reader.setHistory(history);
        history.attach(reader); // JLine attaches the history at the first line, after the file is loaded.
        this.reader = reader;
        if (assistant != null) assistant.attach(reader);
        editor.attach(reader);
        suspension.attach(reader);
        commands.setHistory(history);
        warmUpAfterPrompt(reader);
        while (true) {
            String text;
            try {
                history.reopenIfFileChanged();
                text = reader.read(config.prompt().get());
            } catch (UserInterruptException e) {
                // JLine leaves the interrupt flag set, and the next request would end at once.
                Thread.interrupted();
                if (terminal.getType().startsWith("dumb"))
                    config.output().accept(List.of("")); // JLine does this on other terminals.
                continue;
            } catch (EndOfFileException e) {
                if (config.canQuit().getAsBoolean()) return;
                continue;
            }
            if (!execute(text) && config.canQuit().getAsBoolean()) return;
        }
    }

    /** The input that is being evaluated, or the last input; null before the first. */
    public String currentText() {
        return currentText;
    }

    /** Queues a key that the user pressed before the next prompt as the start of the next line. */
    public void typeAhead(int key) {
        if (reader != null) reader.runMacro(Character.toString(key));
    }

    /** Returns true while the user types a line; may be called from any thread. */
    public boolean isReading() {
        return reader != null && reader.isReading();
    }

    /** Prints lines above the input; may be called from any thread. Returns false when no line is being read. */
    public boolean printAbove(List<String> lines) {
        if (!isReading()) return false;
        lines.forEach(line -> reader.printAbovePrompt(line, config.prompt().get()));
        return true;
    }

    /**
     * startup: starts the warm-up of the compiler after the first prompt is drawn, on a thread with minimum priority.
     */
    private void warmUpAfterPrompt(LineReader reader) {
        Thread warmUpThread = new InternalThread(this::warmUp, "baksh-warm");
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
            // If the compiler cannot start, the first input fails in the same way and shows the error.
        }
    }

    /** Evaluates piped input statement by statement, without prompt, echo or history. */
    private void runPiped() {
        StringBuilder text = new StringBuilder();
        try {
            BufferedReader input = new BufferedReader(new LineLimitReader(terminal.reader(), RegularFile.MAX_TEXT));
            input.mark(1);
            if (input.read() != '\ufeff') input.reset(); // A byte order mark.
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                text.append(text.isEmpty() ? "" : "\n").append(line);
                if (text.length() > RegularFile.MAX_TEXT) throw new LineLimitReader.LineTooLongException();
                if (parser.isIncomplete(text.toString())) continue;
                String completeText = text.toString();
                text.setLength(0);
                if (!execute(completeText)) return;
            }
        } catch (LineLimitReader.LineTooLongException e) {
            reportFailure(BakshException.usageError(e.getMessage(), "the line was not run"));
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // An incomplete statement at the end of the input is reported as an error.
        execute(text.toString());
    }

    /**
     * Executes an input; false if the input is {@code :quit}. A command of the shell ends at the end of its line, also
     * in pasted text of several lines.
     */
    private boolean execute(String text) {
        if (text.isBlank()) return true;
        if (text.indexOf('\ufffd') >= 0) {
            reportFailure(BakshException.usageError("this input is not UTF-8 text; it was not run", null));
            return true;
        }
        if (foreignInput.isQuit(text)) return false;
        String helpTopic = foreignInput.helpTopic(text);
        if (helpTopic != null) return execute(("help " + helpTopic).strip());
        ShellCommandLine commandLine = ShellCommandLine.parse(text);
        if (commandLine != null && commands.isQuit(commandLine)) return false;
        boolean isAbandoned = commandLine == null && config.interactive() && ForeignInput.isAbandoned(text);
        if (isAbandoned && !session.isComplete(text)) {
            reportFailure(BakshException.usageError(
                    "the input is not complete; it was not run",
                    "Ctrl-C discards an input of several lines; :quit at the prompt leaves the shell"));
            return true;
        }
        String remainingLines =
                commandLine == null || commandLine.isMultiLine() ? "" : ShellCommandLine.linesBelowFirst(text);
        long startNanos = System.nanoTime();
        boolean succeeded = runInterruptibly(() -> {
            if (commandLine == null) evaluate(text);
            else if (remainingLines.isEmpty()) commands.run(commandLine);
            else commands.run(ShellCommandLine.parse(ShellCommandLine.firstLine(text)));
        });
        config.durationListener().accept(Duration.ofNanos(System.nanoTime() - startNanos));
        if (remainingLines.isEmpty()) return true;
        if (succeeded) return execute(remainingLines);
        config.notice().accept("the lines below this command were not run");
        return true;
    }

    private void evaluate(String text) {
        String backgroundText = BackgroundSyntax.stripAmpersand(text);
        currentText = text;
        foreignInput.check(text, session::hasFunction);
        try {
            Object value = session.evaluate(backgroundText == null ? text : BackgroundSyntax.toGroovy(backgroundText));
            if (value != null) config.valuePrinter().accept(value);
            else if (config.completer() instanceof DslCompleter dsl && dsl.isRow(text))
                config.notice().accept("(no row)");
        } catch (ScriptExit e) {
            config.notice().accept("exit ended this input only; :quit leaves the shell");
        }
    }

    /** Runs work with Ctrl-C as interrupt; reports a failure and returns false. */
    private boolean runInterruptibly(Runnable work) {
        Thread evaluatingThread = Thread.currentThread();
        SignalHandler previousHandler = terminal.handle(Signal.INT, signal -> evaluatingThread.interrupt());
        try {
            work.run();
            return true;
        } catch (BakshException e) {
            return reportFailure(e);
        } catch (ScriptExit e) {
            lastExitCode = e.code(); // A command has printed its findings.
            return e.code() == ExitCode.OK.code();
        } catch (Throwable e) { // The text of a value is made by code of the user, which can throw anything.
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return reportFailure(new BakshException(ExitCode.FAILED, "the result cannot be shown: " + reason, null, e));
        } finally {
            terminal.handle(Signal.INT, previousHandler);
            // A late Ctrl-C must not interrupt the next request.
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
