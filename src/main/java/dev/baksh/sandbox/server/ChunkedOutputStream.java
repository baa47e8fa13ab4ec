package dev.baksh.sandbox.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A body of unknown length, cut into HTTP/1.1 chunks. */
final class ChunkedOutputStream extends OutputStream {
    private static final int CHUNK_BYTES = 16 << 10;
    private static final byte[] END_OF_LINE = {'\r', '\n'};

    private final OutputStream out;
    private final byte[] buffer = new byte[CHUNK_BYTES];
    private int filled;

    ChunkedOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        if (filled == buffer.length) send();
        buffer[filled++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (filled == buffer.length) send();
            int part = Math.min(length - done, buffer.length - filled);
            System.arraycopy(bytes, from + done, buffer, filled, part);
            filled += part;
            done += part;
        }
    }

    /** Sends what is left and the last chunk; the stream below stays open. */
    void end() throws IOException {
        send();
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void send() throws IOException {
        if (filled == 0) return;
        out.write((Integer.toHexString(filled) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(buffer, 0, filled);
        out.write(END_OF_LINE);
        filled = 0;
    }
}
