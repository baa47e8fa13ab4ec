package dev.baksh.cli.daemon;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Input stream of a request in the warm process: reads the lines of the caller's standard input, and requests each line
 * from the caller when code reads it.
 */
final class DaemonInput extends InputStream {
    private static final byte[] END_OF_INPUT = {};

    private final Runnable lineRequester;
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
    private byte[] currentLine = END_OF_INPUT;
    private int position;
    private volatile boolean ended;

    DaemonInput(Runnable lineRequester) {
        this.lineRequester = lineRequester;
    }

    /** Adds a line with its line end; an empty array is the end of the input. */
    void addLine(byte[] bytes) {
        lines.add(bytes);
    }

    /** Ends the input after the lines that have arrived. */
    void end() {
        ended = true;
        lines.add(END_OF_INPUT);
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] buffer = new byte[1];
        return read(buffer, 0, 1) < 0 ? -1 : buffer[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws InterruptedIOException {
        if (length == 0) return 0;
        if (position == currentLine.length) {
            if (ended && lines.isEmpty()) return -1;
            lineRequester.run();
            try {
                currentLine = lines.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            position = 0;
            if (currentLine.length == 0) return -1;
        }
        int count = Math.min(length, currentLine.length - position);
        System.arraycopy(currentLine, position, bytes, offset, count);
        position += count;
        return count;
    }
}
