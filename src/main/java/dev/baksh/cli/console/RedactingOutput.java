package dev.baksh.cli.console;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Output that redacts secrets in results, line by line, because a server may return a secret and a script may print a
 * secret.
 */
final class RedactingOutput implements Appendable {
    /** In characters; a longer line, for example a listing in JSON, is written in pieces. */
    private static final int MAX_BUFFERED = 64 * 1024;
    /**
     * In characters; no form of a secret is longer. This number of characters stays in the buffer, so that a secret is
     * never split between two pieces.
     */
    private static final int MAX_SECRET_LENGTH = 16 * 1024;

    private final Appendable out;
    private final UnaryOperator<String> redactor;
    private final StringBuilder pending = new StringBuilder();

    RedactingOutput(Appendable out, UnaryOperator<String> redactor) {
        this.out = out;
        this.redactor = redactor;
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
        pending.append(c);
        if (c == '\n') finish();
        // A pair of surrogates is one character.
        else if (pending.length() >= MAX_BUFFERED && !Character.isHighSurrogate(c)) flushPiece();
        return this;
    }

    private void flushPiece() throws IOException {
        String redacted = redactor.apply(pending.toString());
        int safeLength = Math.max(0, redacted.length() - MAX_SECRET_LENGTH);
        if (safeLength > 0 && Character.isHighSurrogate(redacted.charAt(safeLength - 1))) safeLength--;
        out.append(redacted, 0, safeLength);
        pending.setLength(0);
        pending.append(redacted, safeLength, redacted.length());
    }

    /** Writes the text after the last line end. */
    void finish() throws IOException {
        if (pending.length() == 0) return;
        out.append(redactor.apply(pending.toString()));
        pending.setLength(0);
    }
}
