package dev.baksh.shell;

import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** Output that stops when the screen is full and asks how to go on: space a page, Enter a line, q no more, any other key begins the next line. */
public final class Pager implements Appendable {
    private static final String ASK = "-- more: space, Enter, q --";
    private static final String CLEAR = "\r\u001b[K";
    private static final String CUT = "… the rest is not shown\n";
    private static final int INTERRUPT = 3;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;

    private final Appendable out;
    private final IntSupplier key;
    private final IntConsumer ahead;
    private final int height;
    private final int width;
    private int room;
    private int column;
    private boolean escape;

    /** The person has seen enough. */
    public static final class Enough extends RuntimeException {
        public Enough() {
            super("enough", null, false, false);
        }
    }

    /**
     * A pager for one output.
     *
     * @param key   waits for a key; below zero at the end of the input
     * @param ahead gets a key that is the first of the next line
     */
    public Pager(Appendable out, IntSupplier key, IntConsumer ahead, int width, int height) {
        this.out = out;
        this.key = key;
        this.ahead = ahead;
        this.width = Math.max(1, width);
        this.height = height;
        this.room = height - 1;
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

    /** @throws Enough when the person asks for no more */
    @Override
    public Pager append(char c) throws IOException {
        if (room <= 0 && column == 0) ask();
        out.append(c);
        if (c == '\n') {
            room--;
            column = 0;
        } else if (escape) {
            escape = !Character.isLetter(c);
        } else if (c == '\u001b') {
            escape = true;
        } else if (++column > width) {
            room--;
            column = 1;
        }
        return this;
    }

    private void ask() throws IOException {
        out.append(ASK);
        flush();
        int lines = 0;
        while (lines == 0) lines = lines(key.getAsInt());
        out.append(CLEAR);
        if (lines > 0) {
            room = lines;
            return;
        }
        // A table that was cut must not look like a whole one.
        out.append(CUT);
        flush();
        throw new Enough();
    }

    /** How many lines a key asks for; 0 for a key that means nothing, below zero for no more. */
    private int lines(int pressed) {
        return switch (pressed) {
            case ' ', 'f' -> height - 1;
            case '\r', '\n', 'j' -> 1;
            case ESCAPE -> sequence();
            case 'q', 'Q' -> -1;
            default -> {
                // Whoever types on is typing the next line.
                if (pressed > ' ' && pressed != DELETE) ahead.accept(pressed);
                yield pressed > ' ' || pressed < 0 || pressed == INTERRUPT ? -1 : 0;
            }
        };
    }

    /** Arrow down and page down; of other keys that send several characters all are taken and nothing is done. */
    private int sequence() {
        int next = key.getAsInt();
        if (next != '[' && next != 'O') return lines(next);
        int first = key.getAsInt();
        int last = first;
        while (last >= 0 && !Character.isLetter(last) && last != '~') last = key.getAsInt();
        if (last == 'B') return 1;
        return first == '6' ? height - 1 : last < 0 ? -1 : 0;
    }

    private void flush() throws IOException {
        if (out instanceof java.io.Flushable flushable) flushable.flush();
    }
}
