package dev.baksh.shell;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Reader that fails if a line is longer than a limit, so that an endless input without line ends does not fill the
 * memory.
 */
final class LineLimitReader extends FilterReader {
    private final int maxLength;
    private int length;

    LineLimitReader(Reader in, int maxLength) {
        super(in);
        this.maxLength = maxLength;
    }

    /** Exception for a line or statement above the limit; the rest of the input is not read. */
    static final class LineTooLongException extends IOException {
        LineTooLongException() {
            super("standard input has a statement of more than 16 MiB");
        }
    }

    @Override
    public int read() throws IOException {
        char[] single = new char[1];
        return read(single, 0, 1) < 0 ? -1 : single[0];
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
        int read = super.read(buffer, offset, count);
        for (int i = offset; i < offset + read; i++) length = buffer[i] == '\n' ? 0 : length + 1;
        if (length > maxLength) throw new LineTooLongException();
        return read;
    }
}
