package dev.baksh.output;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Text output that ends lines with LF on every system, and throws {@link UncheckedIOException} if the text cannot be
 * written.
 */
record TextOutput(Appendable out) {
    TextOutput append(String text) {
        try {
            out.append(text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void appendLine(String text) {
        append(text).append("\n");
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
