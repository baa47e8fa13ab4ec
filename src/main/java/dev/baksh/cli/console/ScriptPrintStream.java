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
    private final boolean terminal;
    private final UnaryOperator<String> redaction;
    /** What is being written has been searched for secrets. */
    private boolean searched;

    ScriptPrintStream(PrintStream out, boolean terminal) {
        this(out, terminal, UnaryOperator.identity());
    }

    /** @param redaction takes secrets out of each text that is printed */
    public ScriptPrintStream(PrintStream out, boolean terminal, UnaryOperator<String> redaction) {
        super(out, true, StandardCharsets.UTF_8);
        this.terminal = terminal;
        this.redaction = redaction;
    }

    @Override
    public void print(String text) {
        String clean = redaction.apply(text);
        synchronized (this) {
            searched = true;
            super.print(terminal && clean != null ? harmless(clean) : clean);
            searched = false;
        }
    }

    /** Bytes of a script's own, or of a logger; and those that {@link #print} makes of a text. */
    @Override
    public void write(byte[] bytes, int from, int length) {
        if (!searched) {
            String text = new String(bytes, from, length, StandardCharsets.UTF_8);
            if (!text.equals(redaction.apply(text))) {
                print(text);
                return;
            }
        }
        super.write(bytes, from, length);
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
    private static String harmless(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\t') continue;
            out.append(TerminalEscaper.safe(text.substring(from, i))).append(c);
            from = i + 1;
        }
        return out.append(TerminalEscaper.safe(text.substring(from))).toString();
    }
}
