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
    private final ShellConfig around;
    private final ShellCommands commands;
    private volatile ShellLineReader reader;
    private volatile String running;
    private int lastExit;

    public Shell(Terminal terminal, EvaluationSession session, ShellConfig around) {
        this.terminal = terminal;
        this.session = session;
        this.around = around;
        this.commands = new ShellCommands(around.commands(), text -> {
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

    /** @param first is done before the first prompt, where a person is there; Ctrl-C ends it, and the shell goes on */
    public int run(Runnable first) {
        if (!around.interactive()) {
            pipe();
            return lastExit;
        }
        ExternalEditor editor = new ExternalEditor(terminal, around.notice());
        Attributes before = terminal.enterRawMode();
        // Also while nothing is read: what is typed ahead is not echoed, and stands at the next prompt. Ctrl-C is a
        // signal.
        Attributes quiet = terminal.getAttributes();
        quiet.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(quiet);
        // Between a line and its work nobody takes Ctrl-C, and it would end the process.
        SignalHandler usual = terminal.handle(Signal.INT, signal -> {});
        try {
            interruptibly(first);
            prompt(editor);
            return 0;
        } finally {
            terminal.handle(Signal.INT, usual);
            terminal.setAttributes(before);
        }
    }

    private void prompt(ExternalEditor editor) {
        PrivateHistory history = new PrivateHistory(around.history(), around.secret(), around.notice());
        LineAssistant assistant = around.assistant();
        ShellLineReader reader = new ShellLineReader(terminal, () -> assistant == null ? "" : assistant.tail());
        reader.setParser(lines());
        reader.setCompleter(around.completer());
        reader.setHistory(history);
        this.reader = reader;
        if (assistant != null) assistant.attach(reader);
        editor.attach(reader);
        commands.history(history);
        warmAfterPrompt(reader);
        while (true) {
            String text;
            try {
                history.follow();
                text = reader.readLine(around.prompt().get());
            } catch (UserInterruptException e) {
                // JLine leaves the flag set, and the next call to a server would end at once.
                Thread.interrupted();
                if (terminal.getType().startsWith("dumb")) terminal.writer().println(); // JLine does so on others.
                continue;
            } catch (EndOfFileException e) {
                if (around.mayLeave().getAsBoolean()) return;
                continue;
            }
            if (!take(text) && around.mayLeave().getAsBoolean()) return;
        }
    }

    /** The text that is evaluated now or was last, as typed; null before the first. */
    public String running() {
        return running;
    }

    private ContinuationParser lines() {
        return new ContinuationParser(session::complete);
    }

    /** A key that was pressed before the next prompt: it is the first of the next line. */
    public void ahead(int key) {
        reader.runMacro(Character.toString(key));
    }

    /** Shows a line above the one that is being typed; from any thread. */
    public void above(String line) {
        ShellLineReader typing = reader;
        if (typing != null && typing.isReading()) {
            typing.above(line, around.prompt().get());
        } else {
            terminal.writer().println(line);
            terminal.flush();
        }
    }

    /** The prompt is drawn first, then a thread that gives way to typing loads the compiler. */
    private void warmAfterPrompt(LineReader reader) {
        Thread warming = new Thread(this::warm, "baksh-warm");
        warming.setDaemon(true);
        warming.setPriority(Thread.MIN_PRIORITY);
        reader.getWidgets().put(LineReader.CALLBACK_INIT, () -> {
            if (warming.getState() == Thread.State.NEW) warming.start();
            return true;
        });
    }

    private void warm() {
        try {
            session.warm();
        } catch (RuntimeException | Error e) {
            // Whatever a compiler that cannot start throws: the first line typed meets it again, and shows it.
        }
    }

    /** No prompt, no echo, no history: one whole piece of Groovy after the other. */
    private void pipe() {
        StringBuilder text = new StringBuilder();
        try {
            BufferedReader lines = new BufferedReader(terminal.reader());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                text.append(text.isEmpty() ? "" : "\n").append(line);
                if (lines().more(text.toString())) continue;
                String piece = text.toString();
                text.setLength(0);
                if (!take(piece)) return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // What the end of the input cut off is reported, not dropped.
        take(text.toString());
    }

    /** Does what a text asks for; false when it asks to leave. A command of the shell ends with its line, also in a pasted text. */
    private boolean take(String text) {
        if (text.isBlank()) return true;
        ShellCommandLine own = ShellCommandLine.of(text);
        if (own != null && commands.leaves(own)) return false;
        String below = own == null || own.goesOn() ? "" : ShellCommandLine.below(text);
        long start = System.nanoTime();
        boolean done = interruptibly(() -> {
            if (own != null) commands.run(below.isEmpty() ? own : ShellCommandLine.of(ShellCommandLine.first(text)));
            else evaluate(text);
        });
        around.took().accept(Duration.ofNanos(System.nanoTime() - start));
        if (below.isEmpty()) return true;
        if (done) return take(below);
        around.notice().accept("the lines below it were not run");
        return true;
    }

    private void evaluate(String text) {
        Object value;
        String beside = BackgroundSyntax.of(text);
        try {
            running = text;
            value = session.evaluate(beside == null ? text : BackgroundSyntax.groovy(beside));
        } catch (BakshException e) {
            throw e;
        } catch (RuntimeException e) {
            // The script's way out, exit 3: here it ends the text and nothing else.
            around.notice().accept("exit ends this input only; :quit leaves");
            return;
        }
        if (value != null) around.print().accept(value);
    }

    /** False when it failed, which has been said then. */
    private boolean interruptibly(Runnable work) {
        Thread working = Thread.currentThread();
        SignalHandler before = terminal.handle(Signal.INT, signal -> working.interrupt());
        try {
            work.run();
            return true;
        } catch (BakshException e) {
            return fail(e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return fail(new BakshException(ExitCode.FAILED, "this cannot be shown: " + reason, null, e));
        } finally {
            terminal.handle(Signal.INT, before);
            // A Ctrl-C that came too late must not end the next call.
            Thread.interrupted();
            terminal.flush();
        }
    }

    private boolean fail(BakshException e) {
        lastExit = e.exit().code();
        around.error().accept(e);
        return false;
    }
}
