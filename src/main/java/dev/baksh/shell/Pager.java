package dev.baksh.shell;

import java.io.IOException;
import java.util.function.IntSupplier;

/** Output that stops when the screen is full and asks how to go on: space a page, Enter a line, q no more. */
public final class Pager implements Appendable {
    private static final String ASK = "-- more: space, Enter, q --";
    private static final String CLEAR = "\r\u001b[K";

    private final Appendable out;
    private final IntSupplier key;
    private final int height;
    private final int width;
    private int room;
    private int column;
    private boolean escape;

    /** The person has seen enough. */
    public static final class Enough extends RuntimeException {
        Enough() {
            super("enough", null, false, false);
        }
    }

    /** @param key waits for a key; below zero at the end of the input */
    public Pager(Appendable out, IntSupplier key, int width, int height) {
        this.out = out;
        this.key = key;
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
        int pressed = key.getAsInt();
        out.append(CLEAR);
        if (pressed < 0 || pressed == 'q' || pressed == 'Q' || pressed == 3) {
            flush();
            throw new Enough();
        }
        room = pressed == '\r' || pressed == '\n' ? 1 : height - 1;
    }

    private void flush() throws IOException {
        if (out instanceof java.io.Flushable flushable) flushable.flush();
    }
}
