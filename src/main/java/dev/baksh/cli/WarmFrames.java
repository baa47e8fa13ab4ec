package dev.baksh.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * An answer in frames on one connection, for {@code scripts/warm.pl}: a letter, a length in four bytes, and so many bytes.
 * {@code b} begun, {@code o} and {@code e} for the outputs, {@code q} a line is asked for, {@code x} the exit code in decimal,
 * {@code h} handed back.
 */
final class WarmFrames implements WarmReply {
    private static final int HEAD = 5;

    private final WritableByteChannel to;
    private volatile boolean unread;
    private boolean ended;

    WarmFrames(WritableByteChannel to) {
        this.to = to;
    }

    @Override
    public void begin() throws IOException {
        send('b', new byte[0], 0, 0);
    }

    @Override
    public void handBack(String why) throws IOException {
        send('h', new byte[0], 0, 0);
    }

    @Override
    public synchronized void end(int exit) throws IOException {
        if (ended) return;
        ended = true;
        byte[] code = Integer.toString(exit).getBytes(StandardCharsets.US_ASCII);
        send('x', code, 0, code.length);
    }

    @Override
    public void ask() {
        try {
            send('q', new byte[0], 0, 0);
        } catch (IOException e) {
            return; // The caller is gone, and with it whoever would have typed.
        }
    }

    @Override
    public void unread() {
        unread = true;
    }

    @Override
    public OutputStream out() {
        return new Output('o');
    }

    @Override
    public OutputStream err() {
        return new Output('e');
    }

    private synchronized void send(char kind, byte[] bytes, int from, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEAD + length);
        frame.put((byte) kind).putInt(length).put(bytes, from, length).flip();
        while (frame.hasRemaining()) to.write(frame);
    }

    private final class Output extends OutputStream {
        private final char kind;

        Output(char kind) {
            this.kind = kind;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (unread && kind == 'o') throw new IOException("Broken pipe");
            if (length > 0) send(kind, bytes, from, length);
        }
    }
}
