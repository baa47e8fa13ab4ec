package dev.baksh.cli.console;

import dev.baksh.shell.Pager;
import java.io.Flushable;
import java.io.IOException;
import java.io.PrintStream;

/**
 * Output that stops when the reader of the pipe has closed it, so that {@code baksh ... | head -1} requests no more
 * pages.
 */
final class PipeOutput implements Appendable, Flushable {
    /** In characters; each check flushes the output. */
    private static final int CHECK_INTERVAL = 1 << 12;

    private final PrintStream out;
    private int charsSinceCheck;

    PipeOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public Appendable append(CharSequence text) throws IOException {
        out.append(text);
        return countAndCheck(text == null ? 0 : text.length());
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) throws IOException {
        out.append(text, start, end);
        return countAndCheck(end - start);
    }

    @Override
    public Appendable append(char c) throws IOException {
        out.append(c);
        return countAndCheck(1);
    }

    /** Shows the output before a pager waits for a key. */
    @Override
    public void flush() {
        out.flush();
    }

    private Appendable countAndCheck(int length) {
        charsSinceCheck += length;
        if (charsSinceCheck < CHECK_INTERVAL) return this;
        charsSinceCheck = 0;
        if (out.checkError()) throw new Pager.OutputCancelledException();
        return this;
    }
}
