package dev.baksh.cli.console;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** Takes live secrets out of results, a line at a time: a server may send one back, and a script may ask for one. */
final class RedactingPrintStream implements Appendable {
    /** A line of a whole listing in JSON is passed on in pieces. */
    private static final int PIECE = 64 * 1024;
    /** No form of a secret is longer, so one that stands across two pieces is whole in what is kept for the next. */
    private static final int LONGEST = 16 * 1024;

    private final Appendable out;
    private final UnaryOperator<String> redaction;
    private final StringBuilder line = new StringBuilder();

    RedactingPrintStream(Appendable out, UnaryOperator<String> redaction) {
        this.out = out;
        this.redaction = redaction;
    }

    @Override
    public Appendable append(CharSequence text) throws IOException {
        return append(text, 0, text.length());
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) throws IOException {
        for (int i = start; i < end; i++) append(text.charAt(i));
        return this;
    }

    @Override
    public Appendable append(char c) throws IOException {
        line.append(c);
        if (c == '\n') finish();
        else if (line.length() >= PIECE) piece();
        return this;
    }

    private void piece() throws IOException {
        String clean = redaction.apply(line.toString());
        int most = Math.max(0, clean.length() - LONGEST);
        out.append(clean, 0, most);
        line.setLength(0);
        line.append(clean, most, clean.length());
    }

    /** Passes on what has no end of line. */
    void finish() throws IOException {
        if (line.length() == 0) return;
        out.append(redaction.apply(line.toString()));
        line.setLength(0);
    }
}
