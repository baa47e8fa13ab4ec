package dev.baksh.render;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Where text goes. Lines end in LF on every system. */
final class Sink {
    private final Appendable out;

    Sink(Appendable out) {
        this.out = out;
    }

    Sink put(String text) {
        try {
            out.append(text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void line(String text) {
        put(text).put("\n");
    }

    void flush() {
        if (!(out instanceof Flushable flushable)) return;
        try {
            flushable.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
