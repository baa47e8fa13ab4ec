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
    private static final Pattern COMMAND = Pattern.compile("\\bbaksh [a-z-]|:resume |\\bcurl ");
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final ProcessEnvironment surroundings;
    private final CommandLineOptions options;
    private final SecretRedactor redaction;
    private final Object results = new Object();
    private final Set<String> noticed = new HashSet<>();
    private boolean passingLine;
    private volatile boolean asking;
    private String last;
    private boolean printed;
    private InterruptibleLineReader typed;
    private Reading reading;
    private IntSupplier width;
    private Consumer<String> aside;
    private UnaryOperator<Appendable> filter = UnaryOperator.identity();
    private boolean colour = true;

    /** Reads a line that a person types, after a question; null at the end of input. */
    public interface Reading {
        String line(String question);
    }

    public Console(ProcessEnvironment surroundings, CommandLineOptions options, SecretRedactor redaction) {
        this.surroundings = surroundings;
        this.options = options;
        this.redaction = redaction;
        this.width = surroundings::width;
        if (surroundings.inTerminal()) reading = this::readLine;
    }

    /** From now on questions are put this way; the shell has the terminal for itself. */
    public void askBy(Reading reading) {
        this.reading = reading;
    }

    /** From now on the width is asked for here; a terminal changes its size. */
    public void fit(IntSupplier width) {
        this.width = width;
    }

    /** Columns of the terminal that baksh was started in. */
    public int usualWidth() {
        return surroundings.width();
    }

    /** Columns of the output. */
    public int width() {
        return width.getAsInt();
    }

    /** From now on lines for the person that come from beside the prompt go here. */
    public void aside(Consumer<String> aside) {
        this.aside = aside;
    }

    /** From now on results go through what this makes of standard output. */
    public void through(UnaryOperator<Appendable> filter) {
        this.filter = filter;
    }

    /** A result, in the asked format. */
    public void print(Object value, OutputFormat otherwise, List<String> columns) {
        end();
        // Not under the lock of notes: the value may be a listing that is only now read, and whoever renews its token
        // notes.
        synchronized (results) {
            printed = true;
            OutputFormat format = options.format != null ? options.format : otherwise;
            RedactingPrintStream sieve =
                    new RedactingPrintStream(filter.apply(new PipeOutput(surroundings.out())), redaction::apply);
            try {
                new ValuePrinter(sieve, style()).print(value, format, columns);
                sieve.finish();
            } catch (Pager.Enough e) {
                return; // The rest is not wanted.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                surroundings.out().flush();
            }
        }
    }

    /** Standard output as scripts have it. */
    public PrintStream scriptOut() {
        return surroundings.scriptOut(redaction::apply);
    }

    /** True when a result has been printed. */
    public boolean printed() {
        synchronized (results) {
            return printed;
        }
    }

    /** A line of a result that baksh says itself. */
    public void say(String line) {
        screen(TerminalEscaper.safe(line));
    }

    /** A line of a screen that was put together from printed values, with marks of baksh's own in it. */
    public void screen(String line) {
        end();
        synchronized (results) {
            surroundings.out().println(redaction.apply(line));
            surroundings.out().flush();
        }
    }

    /** Lines of baksh's own, page by page. */
    public void page(List<String> lines) {
        end();
        synchronized (results) {
            Appendable out = filter.apply(surroundings.out());
            try {
                for (String line : lines) out.append(line).append("\n");
            } catch (Pager.Enough e) {
                return; // The rest is not wanted.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                surroundings.out().flush();
            }
        }
    }

    /** A value as it would be printed, without colours. */
    public List<String> lines(Object value) {
        StringBuilder text = new StringBuilder();
        OutputStyle plain = new OutputStyle(
                width(),
                false,
                true,
                surroundings.time().now(),
                surroundings.time().zone());
        new ValuePrinter(text, plain).print(value, options.format);
        return text.toString().lines().toList();
    }

    public boolean colour() {
        return surroundings.colour() && !options.noColour && colour;
    }

    /** Colours are used, where they may be at all. */
    public void colour(boolean on) {
        colour = on;
    }

    private OutputStyle style() {
        return new OutputStyle(
                width(),
                colour(),
                surroundings.outTerminal(),
                surroundings.time().now(),
                surroundings.time().zone());
    }

    /** A line of a plan, as a result. */
    public void plan(String line) {
        synchronized (results) {
            surroundings.out().println(redaction.apply(line));
            surroundings.out().flush();
        }
    }

    /** A line for the person, on standard error. */
    @Override
    public synchronized void note(String line) {
        if (aside != null && Jobs.here()) {
            redaction.apply(line).lines().map(TerminalEscaper::safe).forEach(aside);
            return;
        }
        end();
        redaction.apply(line).lines().forEach(one -> surroundings.err().println(TerminalEscaper.safe(one)));
        surroundings.err().flush();
    }

    /** The last line of standard error will be this, as JSON, after whatever goes wrong has been said. */
    public synchronized void last(Object value) {
        StringBuilder out = new StringBuilder();
        new ValuePrinter(out, style()).print(List.of(value), OutputFormat.NDJSON, List.of());
        last = out.toString().strip();
    }

    /** Nothing more will be said. */
    public void finish() {
        if (last != null) note(last);
    }

    /** The same, once. */
    public synchronized void notice(String line) {
        if (noticed.add(line)) note(line);
    }

    /** What went wrong: one line, and the next step below it. */
    public void error(BakshException e) {
        for (Throwable layer = e; layer != null; layer = layer.getCause())
            if (layer instanceof PartialFailureException partly) {
                print(partly.rows(), null, List.of());
                break;
            }
        wrapped("baksh: " + e.getMessage());
        if (e.hint() != null) e.hint().lines().forEach(line -> wrapped("  " + line));
        if (options.debug) note(StackTraces.of(e));
    }

    /** On a terminal broken at words; but a command is to be copied, and stays in one piece. */
    private void wrapped(String text) {
        boolean whole = !surroundings.inTerminal() || COMMAND.matcher(text).find();
        for (String line : redaction.apply(text).lines().toList()) {
            if (whole) note(line);
            else TerminalEscaper.wrapped(line, width()).forEach(this::note);
        }
    }

    @Override
    public synchronized void now(String line) {
        if (!surroundings.inTerminal() || Jobs.here()) return;
        surroundings.err().print(CLEAR_LINE + TerminalEscaper.safe(line));
        surroundings.err().flush();
        passingLine = true;
    }

    @Override
    public synchronized void end() {
        if (!passingLine) return;
        surroundings.err().print(CLEAR_LINE);
        surroundings.err().flush();
        passingLine = false;
    }

    /**
     * What a person said to a question.
     *
     * @param words as they were typed, or null at the end of the input
     */
    public record Reply(boolean agrees, String words) {}

    /**
     * Puts a question of which a person may agree; see {@link dev.baksh.client.exchange.WriteGuard.Asker}.
     *
     * @throws BakshException (exit 3) nobody is there; (130) interrupted at the question
     */
    public Reply reply(String question, String typed) {
        end();
        if (Jobs.here()) {
            throw BakshException.refused("a job cannot ask: " + question, "do it at the prompt; nothing was sent");
        }
        if (!present()) {
            throw BakshException.refused(
                    "nobody is there to ask: " + question, "say --yes to agree in advance; this write was not sent");
        }
        String wanted = typed == null ? "y" : typed;
        String answer = reading.line(
                TerminalEscaper.safe(question) + (typed == null ? " [y/N] " : " Type " + typed + " to go on: "));
        if (answer == null) return new Reply(false, null);
        String given = answer.strip();
        boolean agrees =
                typed == null ? given.equalsIgnoreCase(wanted) || given.equalsIgnoreCase("yes") : given.equals(wanted);
        return new Reply(agrees, given);
    }

    /** A person is there to be asked. */
    public boolean present() {
        return reading != null && !options.unattended;
    }

    /** What a person types after a question; null at the end of input. */
    public String answer(String question) {
        end();
        if (!present()) throw BakshException.refused("nobody is there to ask: " + question.strip(), null);
        String typed = reading.line(TerminalEscaper.safe(question));
        return typed == null ? null : typed.strip();
    }

    /** The cursor stands behind a question. */
    boolean asking() {
        return asking;
    }

    /** The same for a secret, which is not shown while it is typed, nor in anything that is printed later. */
    public Secret secret(String question) {
        String unseen = present() ? unseen(TerminalEscaper.safe(question)) : null;
        String typed = unseen == null ? answer(question) : unseen;
        Secret secret = Secret.of(typed == null ? "" : typed);
        if (!secret.isEmpty()) redaction.add(secret);
        return secret;
    }

    /** What is typed after a question, with the echo off; null where this process cannot turn it off. */
    public String unseen(String question) {
        asking = true;
        try {
            return surroundings.unseen(question);
        } finally {
            asking = false;
        }
    }

    /** The question that is being asked stays without an answer; what is printed next begins a line. */
    void unanswered() {
        if (!asking) return;
        surroundings.err().println();
        surroundings.err().flush();
    }

    private String readLine(String question) {
        surroundings.err().print(question);
        surroundings.err().flush();
        asking = true;
        try {
            if (typed == null) typed = new InterruptibleLineReader(surroundings.in());
            return typed.next();
        } finally {
            asking = false;
        }
    }
}
