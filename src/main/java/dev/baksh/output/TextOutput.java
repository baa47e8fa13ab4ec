package dev.baksh.output;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Where text goes. Lines end in LF on every system. */
final class TextOutput {
    private final Appendable out;

    TextOutput(Appendable out) {
        this.out = out;
    }

    TextOutput put(String text) {
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
