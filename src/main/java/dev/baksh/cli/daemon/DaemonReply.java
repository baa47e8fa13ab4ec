package dev.baksh.cli.daemon;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writer of the frames of a reply to {@code scripts/warm.pl}. A frame is a letter, a length in four bytes (big-endian), and
 * that many bytes. The letters: {@code b} the request begins, {@code o} standard output, {@code e} standard error,
 * {@code q} a line of input is requested, {@code c} a confirmation of the output is requested, {@code x} the exit code
 * in decimal, {@code h} the request is handed back, with the reason as text.
 */
final class DaemonReply {
    private static final int HEADER_LENGTH = 5;
    /** In bytes: larger than a line of output, and than the buffer of a request's streams. */
    private static final int BUFFER_SIZE = 1 << 14;

    private final WritableByteChannel channel;
    /** Direct buffer, which a socket writes without a copy. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    private final BlockingQueue<String> confirmations = new LinkedBlockingQueue<>();
    private volatile boolean stdoutClosed;
    private volatile boolean disconnected;
    private boolean ended;

    DaemonReply(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Tells the caller that the request begins. Without this frame, the caller executes the call itself. */
    void begin() throws IOException {
        send('b', "");
    }

    /** Tells the caller that nothing was executed, so that the caller executes the call itself. */
    void handBack(String reason) throws IOException {
        send('h', reason);
    }

    /** Sends the exit code as the last frame; only the first call has an effect. */
    synchronized void end(int exit) throws IOException {
        if (ended) return;
        ended = true;
        send('x', Integer.toString(exit));
    }

    /** Requests a line of the caller's standard input. */
    void requestLine() {
        try {
            send('q', "");
        } catch (IOException e) {
            return; // The caller has disconnected, which also ends its input.
        }
    }

    /** Makes further writes to standard output fail, because the caller's output is closed. */
    void onStdoutClosed() {
        stdoutClosed = true;
    }

    /**
     * Waits until the caller has written all output so far.
     *
     * @throws IOException the caller could not write the output, with the reason
     */
    void awaitOutput() throws IOException {
        if (disconnected) return;
        send('c', "");
        try {
            String failure = confirmations.take();
            if (!failure.isEmpty()) throw new IOException(failure);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Ends the wait for the caller's output; the text is the reason of a failed write, or empty. */
    void onOutputConfirmed(String failure) {
        confirmations.add(failure);
    }

    /** Ends all waits for the caller, which has disconnected. */
    void onDisconnected() {
        disconnected = true;
        confirmations.add("");
    }

    OutputStream out() {
        return new Output('o');
    }

    OutputStream err() {
        return new Output('e');
    }

    private void send(char frameType, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(frameType, bytes, 0, bytes.length);
    }

    private synchronized void send(char frameType, byte[] bytes, int offset, int length) throws IOException {
        int frameLength = HEADER_LENGTH + length;
        ByteBuffer frame = frameLength <= BUFFER_SIZE ? buffer.clear() : ByteBuffer.allocate(frameLength);
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
