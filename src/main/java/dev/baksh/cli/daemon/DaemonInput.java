package dev.baksh.cli.daemon;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a person types at the caller's terminal: asked for line by line, when somebody reads. */
final class DaemonInput extends InputStream {
    private static final byte[] END = {};

    private final Runnable ask;
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
    private byte[] line = END;
    private int at;
    private volatile boolean ended;

    DaemonInput(Runnable ask) {
        this.ask = ask;
    }

    /** A line came, with its end; an empty one is the end of all. */
    void line(byte[] bytes) {
        lines.add(bytes);
    }

    /** Nobody types any more. */
    void end() {
        ended = true;
        lines.add(END);
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int from, int length) throws InterruptedIOException {
        if (length == 0) return 0;
        if (at == line.length) {
            if (ended && lines.isEmpty()) return -1;
            ask.run();
            try {
                line = lines.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            at = 0;
            if (line.length == 0) return -1;
        }
        int count = Math.min(length, line.length - at);
        System.arraycopy(line, at, bytes, from, count);
        at += count;
        return count;
    }
}
