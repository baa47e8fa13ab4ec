package dev.baksh.cli.console;

import dev.baksh.output.TerminalEscaper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Where a script's {@code println} goes: standard output, each line at once. What a script prints may hold a server's words,
 * so on a terminal its control characters are shown, not obeyed.
 */
public final class ScriptPrintStream extends PrintStream {
    private final boolean isTerminal;
    private final UnaryOperator<String> redactor;
    /** What is being written has been searched for secrets. */
    private boolean alreadyRedacted;

    ScriptPrintStream(PrintStream out, boolean isTerminal) {
        this(out, isTerminal, UnaryOperator.identity());
    }

    /** @param redactor takes secrets out of each text that is printed */
    public ScriptPrintStream(PrintStream out, boolean isTerminal, UnaryOperator<String> redactor) {
        super(out, true, StandardCharsets.UTF_8);
        this.isTerminal = isTerminal;
        this.redactor = redactor;
    }

    @Override
    public void print(String text) {
        String redacted = redactor.apply(text);
        synchronized (this) {
            alreadyRedacted = true;
            super.print(isTerminal && redacted != null ? escapeControls(redacted) : redacted);
            alreadyRedacted = false;
        }
    }

    /** Bytes of a script's own, or of a logger; and those that {@link #print} makes of a text. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (!alreadyRedacted) {
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            if (!text.equals(redactor.apply(text))) {
                print(text);
                return;
            }
        }
        super.write(bytes, offset, length);
    }

    @Override
    public void print(Object value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(char value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(char[] text) {
        print(String.valueOf(text));
    }

    @Override
    public PrintStream format(String format, Object... values) {
        print(String.format(format, values));
        return this;
    }

    @Override
    public PrintStream append(CharSequence text) {
        print(String.valueOf(text));
        return this;
    }

    /** Line ends and tabs are layout. */
    private static String escapeControls(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        int segmentStart = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\t') continue;
            escaped.append(TerminalEscaper.sanitize(text.substring(segmentStart, i)))
                    .append(c);
            segmentStart = i + 1;
        }
        return escaped.append(TerminalEscaper.sanitize(text.substring(segmentStart)))
                .toString();
    }
}
