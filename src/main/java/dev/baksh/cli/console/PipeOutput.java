package dev.baksh.cli.console;

import dev.baksh.shell.Pager;
import java.io.IOException;
import java.io.PrintStream;

/** Standard output that notices when its reader has gone: {@code baksh ... | head -1} then asks for no more pages. */
final class PipeOutput implements Appendable {
    /** Looking means to flush, so not after every word. */
    private static final int LOOK = 1 << 12;

    private final PrintStream out;
    private int since;

    PipeOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public Appendable append(CharSequence text) throws IOException {
        out.append(text);
        return came(text == null ? 0 : text.length());
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) throws IOException {
        out.append(text, start, end);
        return came(end - start);
    }

    @Override
    public Appendable append(char c) throws IOException {
        out.append(c);
        return came(1);
    }

    private Appendable came(int length) {
        since += length;
        if (since < LOOK) return this;
        since = 0;
        if (out.checkError()) throw new Pager.Enough();
        return this;
    }
}
