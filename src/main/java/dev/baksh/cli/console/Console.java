package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.PartialFailureException;
import dev.baksh.client.config.Secret;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.output.OutputFormat;
import dev.baksh.output.OutputStyle;
import dev.baksh.output.TerminalEscaper;
import dev.baksh.output.ValuePrinter;
import dev.baksh.shell.Jobs;
import dev.baksh.shell.Pager;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The two outputs and the person before them: results on one, everything else on the other. */
public final class Console implements ProgressListener {
    private static final Pattern COMMAND_PATTERN = Pattern.compile("\\bbaksh [a-z-]|:resume |\\bcurl ");
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final ProcessEnvironment environment;
    private final CommandLineOptions options;
    private final SecretRedactor redactor;
    private final Object resultLock = new Object();
    private final Set<String> notedLines = new HashSet<>();
    private boolean transientLineShown;
    private volatile boolean awaitingInput;
    private String finalLine;
    private boolean printed;
    private InterruptibleLineReader lineReader;
    private Prompter prompter;
    private IntSupplier widthSupplier;
    private Consumer<String> backgroundSink;
    private UnaryOperator<Appendable> filter = UnaryOperator.identity();
    private boolean colourAllowed = true;

    /** Reads a line that a person types, after a question; null at the end of input. */
    public interface Prompter {
        String readLine(String question);
    }

    public Console(ProcessEnvironment environment, CommandLineOptions options, SecretRedactor redactor) {
        this.environment = environment;
        this.options = options;
        this.redactor = redactor;
        this.widthSupplier = environment::width;
        if (environment.isInTerminal()) prompter = this::readLine;
    }

    /** From now on questions are put this way; the shell has the terminal for itself. */
    public void setPrompter(Prompter prompter) {
        this.prompter = prompter;
    }

    /** From now on the width is asked for here; a terminal changes its size. */
    public void setWidth(IntSupplier widthSupplier) {
        this.widthSupplier = widthSupplier;
    }

    /** Columns of the terminal that baksh was started in. */
    public int initialWidth() {
        return environment.width();
    }

    /** Columns of the output. */
    public int width() {
        return widthSupplier.getAsInt();
    }

    /** From now on lines for the person that come from beside the prompt go here. */
    public void setBackgroundSink(Consumer<String> backgroundSink) {
        this.backgroundSink = backgroundSink;
    }

    /** From now on results go through what this makes of standard output. */
    public void setFilter(UnaryOperator<Appendable> filter) {
        this.filter = filter;
    }

    /** A result, in the asked format. */
    public void print(Object value, OutputFormat defaultFormat, List<String> columns) {
        endProgress();
        // Not under the lock of notes: the value may be a listing that is only now read, and whoever renews its token
        // notes.
        synchronized (resultLock) {
            printed = true;
            OutputFormat format = options.format != null ? options.format : defaultFormat;
            RedactingPrintStream redactingOutput =
                    new RedactingPrintStream(filter.apply(new PipeOutput(environment.out())), redactor::redact);
            try {
                new ValuePrinter(redactingOutput, style()).print(value, format, columns);
                redactingOutput.finish();
            } catch (Pager.OutputCancelledException e) {
                return; // The rest is not wanted.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                environment.out().flush();
            }
        }
    }

    /** Standard output as scripts have it. */
    public PrintStream scriptOut() {
        return environment.scriptOut(redactor::redact);
    }

    /** True when a result has been printed. */
    public boolean hasPrinted() {
        synchronized (resultLock) {
            return printed;
        }
    }

    /** A line of a result that baksh says itself. */
    public void println(String line) {
        printRendered(TerminalEscaper.sanitize(line));
    }

    /** A line of a screen that was put together from printed values, with marks of baksh's own in it. */
    public void printRendered(String line) {
        endProgress();
        synchronized (resultLock) {
            environment.out().println(redactor.redact(line));
            environment.out().flush();
        }
    }

    /** Lines of baksh's own, page by page. */
    public void printPages(List<String> lines) {
        endProgress();
        synchronized (resultLock) {
            Appendable out = filter.apply(environment.out());
            try {
                for (String line : lines) out.append(line).append("\n");
            } catch (Pager.OutputCancelledException e) {
                return; // The rest is not wanted.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                environment.out().flush();
            }
        }
    }

    /** A value as it would be printed, without colours. */
    public List<String> renderLines(Object value) {
        StringBuilder text = new StringBuilder();
        OutputStyle plainStyle = new OutputStyle(
                width(),
                false,
                true,
                environment.time().now(),
                environment.time().zone());
        new ValuePrinter(text, plainStyle).print(value, options.format);
        return text.toString().lines().toList();
    }

    public boolean isColourEnabled() {
        return environment.supportsColour() && !options.noColour && colourAllowed;
    }

    /** Colours are used, where they may be at all. */
    public void setColour(boolean allowed) {
        colourAllowed = allowed;
    }

    private OutputStyle style() {
        return new OutputStyle(
                width(),
                isColourEnabled(),
                environment.isOutTerminal(),
                environment.time().now(),
                environment.time().zone());
    }

    /** A line of a plan, as a result. */
    public void printPlan(String line) {
        synchronized (resultLock) {
            environment.out().println(redactor.redact(line));
            environment.out().flush();
        }
    }

    /** A line for the person, on standard error. */
    @Override
    public synchronized void showNotice(String line) {
        if (backgroundSink != null && Jobs.isJobThread()) {
            redactor.redact(line).lines().map(TerminalEscaper::sanitize).forEach(backgroundSink);
            return;
        }
        endProgress();
        redactor.redact(line)
                .lines()
                .forEach(outputLine -> environment.err().println(TerminalEscaper.sanitize(outputLine)));
        environment.err().flush();
    }

    /** The last line of standard error will be this, as JSON, after whatever goes wrong has been said. */
    public synchronized void setFinalLine(Object value) {
        StringBuilder out = new StringBuilder();
        new ValuePrinter(out, style()).print(List.of(value), OutputFormat.NDJSON, List.of());
        finalLine = out.toString().strip();
    }

    /** Nothing more will be said. */
    public void finish() {
        if (finalLine != null) showNotice(finalLine);
    }

    /** The same, once. */
    public synchronized void noteOnce(String line) {
        if (notedLines.add(line)) showNotice(line);
    }

    /** What went wrong: one line, and the next step below it. */
    public void printError(BakshException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            if (cause instanceof PartialFailureException partialFailure) {
                print(partialFailure.rows(), null, List.of());
                break;
            }
        noteWrapped("baksh: " + e.getMessage());
        if (e.hint() != null) e.hint().lines().forEach(line -> noteWrapped("  " + line));
        if (options.debug) showNotice(StackTraces.of(e));
    }

    /** On a terminal broken at words; but a command is to be copied, and stays in one piece. */
    private void noteWrapped(String text) {
        boolean keepOnOneLine =
                !environment.isInTerminal() || COMMAND_PATTERN.matcher(text).find();
        for (String line : redactor.redact(text).lines().toList()) {
            if (keepOnOneLine) showNotice(line);
            else TerminalEscaper.sanitizeAndWrap(line, width()).forEach(this::showNotice);
        }
    }

    @Override
    public synchronized void showProgress(String line) {
        if (!environment.isInTerminal() || Jobs.isJobThread()) return;
        environment.err().print(CLEAR_LINE + TerminalEscaper.sanitize(line));
        environment.err().flush();
        transientLineShown = true;
    }

    @Override
    public synchronized void endProgress() {
        if (!transientLineShown) return;
        environment.err().print(CLEAR_LINE);
        environment.err().flush();
        transientLineShown = false;
    }

    /**
     * What a person said to a question.
     *
     * @param input as they were typed, or null at the end of the input
     */
    public record Confirmation(boolean agreed, String input) {}

    /**
     * Puts a question of which a person may agree; see {@link dev.baksh.client.exchange.WriteGuard.Asker}.
     *
     * @throws BakshException (exit 3) nobody is there; (130) interrupted at the question
     */
    public Confirmation confirm(String question, String requiredText) {
        endProgress();
        if (Jobs.isJobThread()) {
            throw BakshException.refusal("a job cannot ask: " + question, "do it at the prompt; nothing was sent");
        }
        if (!canAsk()) {
            throw BakshException.refusal(
                    "nobody is there to ask: " + question, "say --yes to agree in advance; this write was not sent");
        }
        String expected = requiredText == null ? "y" : requiredText;
        String line = prompter.readLine(TerminalEscaper.sanitize(question)
                + (requiredText == null ? " [y/N] " : " Type " + requiredText + " to go on: "));
        if (line == null) return new Confirmation(false, null);
        String input = line.strip();
        boolean agreed = requiredText == null
                ? input.equalsIgnoreCase(expected) || input.equalsIgnoreCase("yes")
                : input.equals(expected);
        return new Confirmation(agreed, input);
    }

    /** A person is there to be asked. */
    public boolean canAsk() {
        return prompter != null && !options.unattended;
    }

    /** What a person types after a question; null at the end of input. */
    public String ask(String question) {
        endProgress();
        if (!canAsk()) throw BakshException.refusal("nobody is there to ask: " + question.strip(), null);
        String line = prompter.readLine(TerminalEscaper.sanitize(question));
        return line == null ? null : line.strip();
    }

    /** The cursor stands behind a question. */
    boolean isAwaitingInput() {
        return awaitingInput;
    }

    /** The same for a secret, which is not shown while it is typed, nor in anything that is printed later. */
    public Secret askSecret(String question) {
        String hiddenInput = canAsk() ? readHidden(TerminalEscaper.sanitize(question)) : null;
        String input = hiddenInput == null ? ask(question) : hiddenInput;
        Secret secret = Secret.of(input == null ? "" : input);
        if (!secret.isEmpty()) redactor.add(secret);
        return secret;
    }

    /** What is typed after a question, with the echo off; null where this process cannot turn it off. */
    public String readHidden(String question) {
        awaitingInput = true;
        try {
            return environment.readHidden(question);
        } finally {
            awaitingInput = false;
        }
    }

    /** The question that is being asked stays without an answer; what is printed next begins a line. */
    void endOpenQuestion() {
        if (!awaitingInput) return;
        environment.err().println();
        environment.err().flush();
    }

    private String readLine(String question) {
        environment.err().print(question);
        environment.err().flush();
        awaitingInput = true;
        try {
            if (lineReader == null) lineReader = new InterruptibleLineReader(environment.in());
            return lineReader.readLine();
        } finally {
            awaitingInput = false;
        }
    }
}
