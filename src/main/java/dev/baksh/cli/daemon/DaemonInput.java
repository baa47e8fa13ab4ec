package dev.baksh.cli.daemon;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a person types at the caller's terminal: asked for line by line, when somebody reads. */
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

    /** A line came, with its end; an empty one is the end of all. */
    void addLine(byte[] bytes) {
        lines.add(bytes);
    }

    /** Nobody types any more. */
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
