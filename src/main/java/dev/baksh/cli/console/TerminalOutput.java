package dev.baksh.cli.console;

import dev.baksh.output.TerminalEscaper;
import dev.baksh.shell.Pager;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writer of all text to standard output and standard error. A terminal receives visible escapes in place of control
 * characters, whatever the source of the text; only the styles that baksh adds pass. {@code ArchitectureSpec} forbids other
 * uses of the two streams.
 *
 * @param redactor replaces the secrets in each text
 */
record TerminalOutput(ProcessEnvironment environment, UnaryOperator<String> redactor) {
    private static final String CLEAR_LINE = "\r\u001b[K";

    /** Action that writes a formatted value. */
    interface ValueWriter {
        void write(Appendable out);
    }

    /**
     * Prints a formatted value, which may contain styles of baksh; returns when the user or the reader needs no more
     * lines.
     */
    void printValue(ValueWriter value, UnaryOperator<Appendable> pager) {
        UnaryOperator<String> filter = text -> filterStyled(redactor.apply(text));
        printPages(pager, pages -> {
            RedactingOutput out = new RedactingOutput(pages, filter);
            value.write(out);
            out.finish();
        });
    }

    /** Action that writes pages of output. */
    private interface PageWriter {
        void write(Appendable pages) throws IOException;
    }

    private void printPages(UnaryOperator<Appendable> pager, PageWriter writer) {
        try {
            writer.write(pager.apply(new PipeOutput(environment.out())));
        } catch (Pager.OutputCancelledException e) {
            return; // The user or the reader of the pipe needs no more lines.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            environment.out().flush();
        }
    }

    /** Prints a line of a screen, which may contain styles of baksh. */
    void printStyledLine(String line) {
        environment.out().println(filterStyled(redactor.apply(line)));
        environment.out().flush();
    }

    /** Prints text of several lines; a pipe or a file receives the text unchanged. */
    void printText(String text) {
        scriptStream().print(text);
        environment.out().flush();
    }

    /** Prints text of several lines on a screen. */
    void printPages(String text, UnaryOperator<Appendable> pager) {
        printPages(pager, pages -> pages.append(ScriptPrintStream.escapeControls(redactor.apply(text))));
    }

    /** Prints text that must contain a secret, for example the key of a sandbox. */
    void printUnredacted(String text) {
        environment.scriptOut(UnaryOperator.identity()).print(text);
        environment.out().flush();
    }

    /** Prints lines with escaped control characters, also to a pipe. */
    void printLines(List<String> lines, UnaryOperator<Appendable> pager) {
        printPages(pager, pages -> {
            for (String line : lines)
                pages.append(TerminalEscaper.sanitize(redactor.apply(line))).append("\n");
        });
    }

    /** Returns the stream for the output of scripts. */
    PrintStream scriptStream() {
        return environment.scriptOut(redactor);
    }

    /** Prints a line on standard error with escaped control characters. */
    void printErrorLine(String line) {
        environment.err().println(TerminalEscaper.sanitize(redactor.apply(line)));
        environment.err().flush();
    }

    /** Prints a question on standard error, without a line end. */
    void printQuestion(String question) {
        environment.err().print(TerminalEscaper.sanitize(question));
        environment.err().flush();
    }

    /** Replaces the last line of standard error; an empty text clears the line. */
    void showProgress(String line) {
        environment.err().print(CLEAR_LINE + TerminalEscaper.sanitize(redactor.apply(line)));
        environment.err().flush();
    }

    /** Ends a line of standard error that has no line end. */
    void endErrorLine() {
        environment.err().println();
        environment.err().flush();
    }

    private String filterStyled(String text) {
        return environment.isOutTerminal() ? TerminalEscaper.sanitizeStyled(text) : text;
    }
}
