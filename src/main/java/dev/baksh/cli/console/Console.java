package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.PartialFailureException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.Secret;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.output.OutputFormat;
import dev.baksh.output.OutputStyle;
import dev.baksh.output.TerminalEscaper;
import dev.baksh.output.ValuePrinter;
import dev.baksh.shell.Jobs;
import dev.baksh.shell.ShellForm;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Console of one call: prints results on standard output, prints notices, progress and errors on standard error, and
 * asks the user questions.
 */
public final class Console implements NoticeListener {
    /** Pattern of a command that needs the servers of the sandbox again. */
    private static final String SANDBOX_COMMAND =
            "(?<![\\w./-])(?<!terminal: )(?<!the shell: )baksh (?!--sandbox)(?=(?:-[^;]* )?(?:run|resume|doctor|servers)(?: |$))";

    /** Number of attempts to answer a question. */
    private static final int MAX_ATTEMPTS = 3;

    private static final Pattern COMMAND_PATTERN =
            Pattern.compile("\\bbaksh [a-z-]|(?:^|\\s):[a-z]+ |\\bcurl |\\S{60}");

    private final ProcessEnvironment environment;
    private final CommandLineOptions options;
    private final SecretRedactor redactor;
    private final TerminalOutput output;
    private final Object resultLock = new Object();
    private final Set<String> notedLines = new HashSet<>();
    private boolean transientLineShown;
    private volatile boolean awaitingInput;
    private String finalLine;
    private String firstError;
    private boolean printed;
    private InterruptibleLineReader lineReader;
    private Screen screen;
    private volatile boolean inShell;

    /** Screen of the shell, which replaces the plain terminal. */
    public interface Screen {
        /** Prints a question and reads a line from the user; returns null at the end of the input. */
        String readLine(String question);

        /** Columns of the terminal; 0 if not known. */
        int width();

        /** Wraps the output of a result, for example in a pager. */
        Appendable paginate(Appendable out);

        /** Prints lines of a background job above the input; returns false when no line is being read. */
        boolean printAbove(List<String> lines);

        /** Asks for a secret without echo; returns null after Ctrl-C or Ctrl-D. */
        default String readSecret(String question) {
            return null;
        }

        /** False if the user has switched the colours off. */
        boolean allowsColour();
    }

    public Console(ProcessEnvironment environment, CommandLineOptions options, SecretRedactor redactor) {
        this.environment = environment;
        this.options = options;
        this.redactor = redactor;
        this.output = new TerminalOutput(environment, redactor::redact);
    }

    /** @param value true while a shell runs, whose messages name its own commands */
    public void setInShell(boolean value) {
        inShell = value;
    }

    /** @param shellScreen screen of the shell, or null after the shell */
    public synchronized void attach(Screen shellScreen) {
        screen = shellScreen;
    }

    public int width() {
        int columns = screen == null ? 0 : screen.width();
        return columns > 0 ? columns : environment.columns();
    }

    private Appendable paginate(Appendable out) {
        return screen == null ? out : screen.paginate(out);
    }

    /** Prints a result with all its columns, in the format of {@code -o}. */
    public void print(Object value) {
        print(value, null, List.of());
    }

    /** Prints a result in the format of {@code -o}, or in the default format. */
    public void print(Object value, OutputFormat defaultFormat, List<String> columns) {
        endProgress();
        // Not under the lock of the notices: a refresh of the token during a listing prints notices on another thread.
        synchronized (resultLock) {
            printed = true;
            OutputFormat format = options.format != null ? options.format : defaultFormat;
            output.printValue(out -> new ValuePrinter(out, style()).print(value, format, columns), this::paginate);
        }
    }

    /** Stream for the output of scripts, without secrets. */
    public PrintStream scriptOut() {
        return output.scriptStream();
    }

    public boolean hasPrinted() {
        synchronized (resultLock) {
            return printed;
        }
    }

    /** Prints one line on standard output, with escaped control characters. */
    public void println(String line) {
        printRendered(TerminalEscaper.sanitize(line));
    }

    /**
     * Prints text of several lines as a result, through the pager if the screen has a pager; a terminal gets visible escapes in
     * place of control characters.
     */
    public void printText(String text) {
        endProgress();
        synchronized (resultLock) {
            if (screen == null) output.printText(text);
            else output.printPages(text, this::paginate);
        }
    }

    /** Prints text that must contain a secret, for example the key of a sandbox. */
    public void printUnredacted(String text) {
        endProgress();
        synchronized (resultLock) {
            output.printUnredacted(text);
        }
    }

    /** Prints a line that contains already formatted values, and the colours and cursor sequences of baksh. */
    public void printRendered(String line) {
        endProgress();
        synchronized (resultLock) {
            output.printStyledLine(line);
        }
    }

    /** Prints lines of baksh through the pager, if the screen has a pager. */
    public void printPages(List<String> lines) {
        endProgress();
        synchronized (resultLock) {
            output.printLines(lines, this::paginate);
        }
    }

    /** Returns the lines of a printed value, without colours. */
    public List<String> renderLines(Object value) {
        StringBuilder text = new StringBuilder();
        new ValuePrinter(text, style(false, true)).print(value, options.format);
        return text.toString().lines().toList();
    }

    public boolean isColourEnabled() {
        return environment.supportsColour() && !options.noColour && (screen == null || screen.allowsColour());
    }

    private OutputStyle style() {
        return style(isColourEnabled(), environment.isOutTerminal());
    }

    private OutputStyle style(boolean coloured, boolean terminal) {
        TimeSource time = environment.time();
        // Only a terminal has a width; a file or a pipe gets all columns.
        return new OutputStyle(
                terminal ? width() : Integer.MAX_VALUE, coloured, terminal, time.now(), time.zone(), redactor::redact);
    }

    /** Waits until all standard output is written, or its failure is known. */
    public void confirmOutput() {
        environment.confirmOutput();
    }

    /** Returns the error of an output that could not be written completely (exit 1), or null. */
    public BakshException outputFailure() {
        String reason = environment.outputFailure();
        return reason == null
                ? null
                : BakshException.failure(
                        "standard output could not be written: " + reason,
                        "the output is incomplete; what the call did stays done, and the journal contains its writes");
    }

    /**
     * Prints a line for the user on standard error. On a terminal the line is wrapped at words; a text with a command or a long
     * path is only divided after a semicolon, so that it can be copied, and a curl command never.
     */
    @Override
    public synchronized void showNotice(String line) {
        showLines(
                redactor.redact(toCommandForm(line)).lines().flatMap(this::wrap).toList());
    }

    private Stream<String> wrap(String text) {
        if (!environment.canAskUser() || text.length() <= width() || text.contains("curl ")) return Stream.of(text);
        if (!COMMAND_PATTERN.matcher(text).find()) return TerminalEscaper.sanitizeAndWrap(text, width()).stream();
        int end = text.indexOf("; ");
        if (end < 0) return Stream.of(text);
        String indent = text.substring(0, text.length() - text.stripLeading().length());
        return Stream.concat(wrap(text.substring(0, end + 1)), wrap(indent + text.substring(end + 2)));
    }

    private void showLines(List<String> lines) {
        // A background job must not write into the line that the user is typing.
        boolean isShown = screen != null && Jobs.isJobThread() && screen.printAbove(lines);
        if (isShown) return;
        endProgress();
        lines.forEach(output::printErrorLine);
    }

    /** Sets the last line of standard error, as JSON, which follows any error. */
    public synchronized void setFinalLine(Object value) {
        StringBuilder out = new StringBuilder();
        new ValuePrinter(out, style()).print(List.of(value), OutputFormat.NDJSON, List.of());
        finalLine = out.toString().strip();
    }

    /** Prints the last line of standard error, if one is set. */
    public void finish() {
        if (finalLine != null) showLines(List.of(toCommandForm(finalLine)));
    }

    /** Prints a line for the user on standard error, only the first time. */
    public synchronized void noteOnce(String line) {
        if (notedLines.add(line)) showNotice(line);
    }

    /** Message of the first error that was printed, or null. */
    public synchronized String firstError() {
        return firstError;
    }

    /** Returns true if {@link #setFinalLine} has been called. */
    public synchronized boolean hasFinalLine() {
        return finalLine != null;
    }

    private synchronized void noteError(String message) {
        if (firstError == null) firstError = message;
    }

    /** Prints the error in one line, and the hint below it. */
    public void printError(BakshException e) {
        noteError(e.getMessage());
        PartialFailureException partialFailure = BakshException.findCause(e, PartialFailureException.class);
        if (partialFailure != null) print(partialFailure.rows());
        showNotice("baksh: " + e.getMessage());
        if (e.hint() != null) e.hint().lines().forEach(line -> showNotice("  " + line));
        if (options.debug) showNotice(formatStackTrace(e));
    }

    /** Prints an error of baksh itself. */
    public void printUnexpectedError(Throwable e) {
        noteError("unexpected error: " + e);
        showNotice("baksh: unexpected error: " + e);
        showNotice(options.debug ? formatStackTrace(e) : "  --debug prints the stack trace");
    }

    private static String formatStackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString().replace("\t", "    ");
    }

    /**
     * Returns a text whose commands can be typed as they are: in the shell {@code :resume last} in place of {@code
     * baksh resume last}, and with {@code --sandbox} if this process uses the sandbox.
     */
    public String toCommandForm(String text) {
        if (text == null || !text.contains("baksh ")) return text;
        if (inShell) return new ShellForm(CommandLineOptions.COMMANDS).translate(text);
        return options.sandbox ? text.replaceAll(SANDBOX_COMMAND, "baksh --sandbox ") : text;
    }

    @Override
    public synchronized void showProgress(String line) {
        if (!environment.canAskUser() || Jobs.isJobThread()) return;
        output.showProgress(line);
        transientLineShown = true;
    }

    @Override
    public synchronized void endProgress() {
        if (!transientLineShown) return;
        output.showProgress("");
        transientLineShown = false;
    }

    /**
     * Reply of the user to a question.
     *
     * @param toAll true if the user agrees to all further writes of this kind too
     * @param input the typed line, or null at the end of the input
     */
    public record Confirmation(boolean agreed, boolean toAll, String input) {}

    /**
     * Asks the user to confirm.
     *
     * @throws BakshException (exit 3) no user can be asked; (exit 130) interrupted at the question
     */
    public Confirmation confirm(String question, String requiredText) {
        return confirm(question, requiredText, null);
    }

    /**
     * Asks the user to confirm. An answer that is neither an agreement nor a refusal is asked again; the last attempt counts as a
     * refusal.
     *
     * @param requiredText text that the user must type, or null for yes or no
     * @param kind the further writes to which the user may agree at once, in words; or null
     * @throws BakshException as {@link #confirm(String, String)}
     */
    public Confirmation confirm(String question, String requiredText, String kind) {
        endProgress();
        if (Jobs.isJobThread()) {
            throw BakshException.refusal(
                    "a background job cannot ask: " + question,
                    "run the statement at the prompt; this write was not sent");
        }
        if (!canAsk()) {
            throw BakshException.refusal(
                    "no user can be asked: " + question, "use --yes to agree in advance; this write was not sent");
        }
        String choices = requiredText == null ? " [y/N] " : " Type " + requiredText + " to go on: ";
        if (kind != null)
            choices = requiredText == null
                    ? " [y/N/a, a: yes to all further " + kind + "] "
                    : " Type " + requiredText + " to go on, or " + requiredText + " all for all further " + kind + ": ";
        String input = null;
        for (int attempt = 1; ; attempt++) {
            String line = readLine(question + choices);
            if (line == null) return new Confirmation(false, false, input);
            input = line.strip();
            boolean toAll = kind != null && (requiredText == null ? isAll(input) : input.equals(requiredText + " all"));
            boolean agreed = toAll || (requiredText == null ? isYes(input) : input.equals(requiredText));
            if (agreed || isNo(input) || attempt == MAX_ATTEMPTS) return new Confirmation(agreed, toAll, input);
            showNotice("'" + NameSuggestions.abbreviate(input) + "' is "
                    + (requiredText == null ? "neither yes nor no" : "not " + requiredText + "; Enter declines"));
        }
    }

    private static boolean isNo(String input) {
        return input.isEmpty() || input.equalsIgnoreCase("n") || input.equalsIgnoreCase("no");
    }

    private static boolean isAll(String input) {
        return input.equalsIgnoreCase("a") || input.equalsIgnoreCase("all");
    }

    /** True for {@code y} and {@code yes}; false also without input. */
    public static boolean isYes(String input) {
        return input != null
                && (input.strip().equalsIgnoreCase("y") || input.strip().equalsIgnoreCase("yes"));
    }

    public boolean canAsk() {
        return environment.canAskUser() && !options.unattended;
    }

    /** Asks the user and returns the stripped line; null at the end of the input. */
    public String ask(String question) {
        endProgress();
        if (!canAsk()) throw BakshException.refusal("no user can be asked: " + question.strip(), null);
        String line = readLine(question);
        return line == null ? null : line.strip();
    }

    /** Returns true while a question waits for the user. */
    boolean isAwaitingInput() {
        return awaitingInput;
    }

    /** Asks for a secret without echo, and redacts it in all later output. */
    public Secret askSecret(String question) {
        boolean isAtPrompt = screen != null && canAsk();
        String hiddenInput =
                isAtPrompt ? screen.readSecret(redactor.redact(question)) : canAsk() ? readHidden(question) : null;
        String input = hiddenInput == null && !isAtPrompt ? ask(question) : hiddenInput;
        Secret secret = Secret.of(input == null ? "" : input);
        if (!secret.isEmpty()) redactor.add(secret);
        return secret;
    }

    /** Reads a line without echo, as {@link ProcessEnvironment#readHidden}. */
    public String readHidden(String question) {
        awaitingInput = true;
        try {
            return environment.readHidden(TerminalEscaper.sanitize(redactor.redact(question)));
        } finally {
            awaitingInput = false;
        }
    }

    /** Prints a line end if a question waits for its reply, so that the next output starts on a new line. */
    void endOpenQuestion() {
        if (!awaitingInput) return;
        output.endErrorLine();
    }

    /** Prints a question, wrapped at words, and reads a line from the user. */
    private String readLine(String text) {
        String question = redactor.redact(text);
        String shown = question.stripTrailing();
        List<String> lines = TerminalEscaper.sanitizeAndWrap(shown, width());
        lines.subList(0, lines.size() - 1).forEach(output::printErrorLine);
        String lastLine = lines.get(lines.size() - 1) + question.substring(shown.length());
        if (screen != null) return screen.readLine(lastLine);
        output.printQuestion(lastLine);
        awaitingInput = true;
        try {
            if (lineReader == null) lineReader = new InterruptibleLineReader(environment.in());
            return lineReader.readLine();
        } finally {
            awaitingInput = false;
        }
    }
}
