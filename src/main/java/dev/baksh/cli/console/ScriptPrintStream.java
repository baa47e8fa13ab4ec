package dev.baksh.cli.console;

import dev.baksh.output.TerminalEscaper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;
import java.util.function.UnaryOperator;

/**
 * Print stream for a script's {@code println}: redacts secrets, escapes control characters on a terminal, because the
 * text may contain data of a server, and flushes each line.
 */
public final class ScriptPrintStream extends PrintStream {
    private final boolean isTerminal;
    private final UnaryOperator<String> redactor;
    /** True while {@link #print(String)} writes text that is already redacted. */
    private boolean alreadyRedacted;
    /** Bytes of an incomplete character. */
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private int missing;

    /** @param redactor replaces the secrets in printed text */
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

    /** Writes bytes of a script or a logger, or those of {@link #print(String)}. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (!alreadyRedacted) {
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            boolean hasControls = isTerminal && !text.equals(escapeControls(text));
            if (hasControls || !text.equals(redactor.apply(text))) {
                print(text);
                return;
            }
        }
        super.write(bytes, offset, length);
    }

    /** Collects the bytes of a character, so that a control character of two bytes is escaped too. */
    @Override
    public synchronized void write(int value) {
        if (pending.size() == 0) missing = countFollowing(value & 0xff);
        else missing--;
        pending.write(value);
        if (missing > 0) return;
        byte[] bytes = pending.toByteArray();
        pending.reset();
        write(bytes, 0, bytes.length);
    }

    /** Returns the number of bytes that follow the first byte of a character in UTF-8. */
    private static int countFollowing(int firstByte) {
        if (firstByte < 0xc2 || firstByte > 0xf4) return 0;
        return firstByte < 0xe0 ? 1 : firstByte < 0xf0 ? 2 : 3;
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

    /** Escapes control characters except line ends and tabs. */
    static String escapeControls(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (StringTokenizer parts = new StringTokenizer(text.replace("\r\n", "\n"), "\n\t", true);
                parts.hasMoreTokens(); ) {
            String part = parts.nextToken();
            escaped.append(part.equals("\n") || part.equals("\t") ? part : TerminalEscaper.sanitize(part));
        }
        return escaped.toString();
    }
}
