package dev.baksh.shell;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Reader of lines with a limit of their length, so that an endless input without line ends is not read for ever. */
final class LimitedReader extends FilterReader {
    private final int maxLength;
    private int length;

    LimitedReader(Reader in, int maxLength) {
        super(in);
        this.maxLength = maxLength;
    }

    /** Exception of a line or statement that is not read completely. */
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
