package dev.baksh.sandbox.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Output stream that writes a body of unknown length as HTTP/1.1 chunks. */
final class ChunkedOutputStream extends OutputStream {
    private static final int CHUNK_BYTES = 16 << 10;
    private static final byte[] END_OF_LINE = {'\r', '\n'};

    private final OutputStream out;
    private final byte[] buffer = new byte[CHUNK_BYTES];
    private int bufferedBytes;

    ChunkedOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        if (bufferedBytes == buffer.length) flushChunk();
        buffer[bufferedBytes++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int written = 0; written < length; ) {
            if (bufferedBytes == buffer.length) flushChunk();
            int count = Math.min(length - written, buffer.length - bufferedBytes);
            System.arraycopy(bytes, offset + written, buffer, bufferedBytes, count);
            bufferedBytes += count;
            written += count;
        }
    }

    /** Sends the buffered bytes and the last chunk; the underlying stream stays open. */
    void finish() throws IOException {
        flushChunk();
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void flushChunk() throws IOException {
        if (bufferedBytes == 0) return;
        out.write((Integer.toHexString(bufferedBytes) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(buffer, 0, bufferedBytes);
        out.write(END_OF_LINE);
        bufferedBytes = 0;
    }
}
