package dev.baksh.shell;

import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jline.utils.WCWidth;

/**
 * Output filter that stops at a full screen and reads a key: space shows a page, Enter a line, q stops; any other key
 * stops and starts the next input line.
 */
public final class Pager implements Appendable {
    private static final String MORE_PROMPT = "-- more: space, Enter, q --";
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String TRUNCATED_NOTICE = "… the rest is not shown\n";
    private static final int CTRL_C = 3;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;
    private static final int TAB_WIDTH = 8;

    private final Appendable out;
    private final IntSupplier keyReader;
    private final IntConsumer typeAhead;
    private final int height;
    private final int width;
    private int remainingLines;
    private int column;
    private boolean inEscapeSequence;

    /** Thrown when the user stops the output. */
    public static final class OutputCancelledException extends RuntimeException {
        public OutputCancelledException() {
            super("output stopped", null, false, false);
        }
    }

    /**
     * @param keyReader waits for a key; returns a negative value at the end of the input
     * @param typeAhead receives a key that starts the next input line
     */
    public Pager(Appendable out, IntSupplier keyReader, IntConsumer typeAhead, int width, int height) {
        this.out = out;
        this.keyReader = keyReader;
        this.typeAhead = typeAhead;
        this.width = Math.max(1, width);
        this.height = height;
        this.remainingLines = height - 1;
    }

    @Override
    public Pager append(CharSequence text) throws IOException {
        return append(text, 0, text.length());
    }

    @Override
    public Pager append(CharSequence text, int start, int end) throws IOException {
        for (int i = start; i < end; i++) append(text.charAt(i));
        return this;
    }

    /** @throws OutputCancelledException if the user stops the output */
    @Override
    public Pager append(char c) throws IOException {
        int columns = countColumns(c);
        boolean isWrapped = columns > 0 && column > 0 && column + columns > width;
        if (isWrapped) startLine();
        if (remainingLines <= 0 && column == 0) promptForMore();
        out.append(c);
        if (c == '\n') startLine();
        else column += columns;
        return this;
    }

    private void startLine() {
        remainingLines--;
        column = 0;
    }

    /** Returns the columns that a character needs on the screen; 0 for the characters of an escape sequence. */
    private int countColumns(char c) {
        if (inEscapeSequence) {
            inEscapeSequence = !Character.isLetter(c);
            return 0;
        }
        inEscapeSequence = c == '\u001b';
        if (inEscapeSequence || c == '\n') return 0;
        if (c == '\t') return Math.min(TAB_WIDTH - column % TAB_WIDTH, width - column); // A TAB does not wrap.
        // A pair of surrogates is one character; most of these characters are wide.
        if (Character.isSurrogate(c)) return Character.isHighSurrogate(c) ? 2 : 0;
        return c < DELETE ? (c < ' ' ? 0 : 1) : Math.max(0, WCWidth.wcwidth(c));
    }

    private void promptForMore() throws IOException {
        // A longer line would wrap, and only its last part would be cleared.
        out.append(MORE_PROMPT, 0, Math.min(MORE_PROMPT.length(), Math.max(1, width - 1)));
        flush();
        int lineCount = 0;
        while (lineCount == 0) lineCount = linesForKey(keyReader.getAsInt());
        out.append(CLEAR_LINE);
        if (lineCount > 0) {
            remainingLines = lineCount;
            return;
        }
        // The notice shows that the table is incomplete.
        out.append(TRUNCATED_NOTICE);
        flush();
        throw new OutputCancelledException();
    }

    /** Returns the number of lines that a key requests; 0 for a key without meaning, negative to stop. */
    private int linesForKey(int pressedKey) {
        return switch (pressedKey) {
            case ' ', 'f' -> height - 1;
            case '\r', '\n', 'j' -> 1;
            case ESCAPE -> readEscapeSequence();
            case 'q', 'Q' -> -1;
            default -> {
                // A printable key is the start of the next input line.
                if (pressedKey > ' ' && pressedKey != DELETE) typeAhead.accept(pressedKey);
                yield pressedKey > ' ' || pressedKey < 0 || pressedKey == CTRL_C ? -1 : 0;
            }
        };
    }

    /**
     * Reads the rest of an escape sequence. Arrow down and page down have a meaning; other sequences are consumed and
     * ignored.
     */
    private int readEscapeSequence() {
        int introducer = keyReader.getAsInt();
        if (introducer != '[' && introducer != 'O') return linesForKey(introducer);
        int first = keyReader.getAsInt();
        int last = first;
        while (last >= 0 && !Character.isLetter(last) && last != '~') last = keyReader.getAsInt();
        if (last == 'B') return 1;
        return first == '6' ? height - 1 : last < 0 ? -1 : 0;
    }

    private void flush() throws IOException {
        if (out instanceof java.io.Flushable flushable) flushable.flush();
    }
}
