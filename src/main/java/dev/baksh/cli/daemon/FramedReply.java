package dev.baksh.cli.daemon;

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
final class FramedReply implements DaemonReply {
    private static final int HEADER_LENGTH = 5;

    private final WritableByteChannel channel;
    private volatile boolean stdoutClosed;
    private boolean ended;

    FramedReply(WritableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public void begin() throws IOException {
        send('b', new byte[0], 0, 0);
    }

    @Override
    public void handBack(String reason) throws IOException {
        send('h', new byte[0], 0, 0);
    }

    @Override
    public synchronized void end(int exit) throws IOException {
        if (ended) return;
        ended = true;
        byte[] exitBytes = Integer.toString(exit).getBytes(StandardCharsets.US_ASCII);
        send('x', exitBytes, 0, exitBytes.length);
    }

    @Override
    public void requestLine() {
        try {
            send('q', new byte[0], 0, 0);
        } catch (IOException e) {
            return; // The caller is gone, and with it whoever would have typed.
        }
    }

    @Override
    public void onStdoutClosed() {
        stdoutClosed = true;
    }

    @Override
    public OutputStream out() {
        return new Output('o');
    }

    @Override
    public OutputStream err() {
        return new Output('e');
    }

    private synchronized void send(char frameType, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_LENGTH + length);
        frame.put((byte) frameType).putInt(length).put(bytes, offset, length).flip();
        while (frame.hasRemaining()) channel.write(frame);
    }

    private final class Output extends OutputStream {
        private final char frameType;

        Output(char frameType) {
            this.frameType = frameType;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (stdoutClosed && frameType == 'o') throw new IOException("Broken pipe");
            if (length > 0) send(frameType, bytes, offset, length);
        }
    }
}
