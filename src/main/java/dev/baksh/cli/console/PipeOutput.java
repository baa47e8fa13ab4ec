package dev.baksh.cli.console;

import dev.baksh.shell.Pager;
import java.io.IOException;
import java.io.PrintStream;

/** Standard output that notices when its reader has gone: {@code baksh ... | head -1} then asks for no more pages. */
final class PipeOutput implements Appendable {
    /** Looking means to flush, so not after every word. */
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

    private Appendable countAndCheck(int length) {
        charsSinceCheck += length;
        if (charsSinceCheck < CHECK_INTERVAL) return this;
        charsSinceCheck = 0;
        if (out.checkError()) throw new Pager.OutputCancelledException();
        return this;
    }
}
