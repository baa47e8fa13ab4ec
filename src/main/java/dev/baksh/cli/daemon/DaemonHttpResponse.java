package dev.baksh.cli.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** An answer in HTTP/1.1, whose body is handed on as it comes; what is written after its end is dropped. */
final class DaemonHttpResponse extends OutputStream {
    private final WritableByteChannel channel;
    private boolean headSent;
    private boolean ended;

    DaemonHttpResponse(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** A whole answer at once. */
    static void sendComplete(WritableByteChannel channel, String status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        send(
                channel,
                "HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n",
                bytes);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0 || ended) return;
        byte[] chunk = new byte[length + 2];
        System.arraycopy(bytes, offset, chunk, 0, length);
        chunk[length] = '\r';
        chunk[length + 1] = '\n';
        send(channel, headOnce() + Integer.toHexString(length) + "\r\n", chunk);
    }

    /** Ends the body. */
    synchronized void end(int exit) throws IOException {
        if (ended) return;
        ended = true;
        send(channel, headOnce() + "0\r\nBaksh-Exit: " + exit + "\r\n\r\n", new byte[0]);
    }

    private String headOnce() {
        if (headSent) return "";
        headSent = true;
        return "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n"
                + "Trailer: Baksh-Exit\r\nConnection: close\r\n\r\n";
    }

    private static void send(WritableByteChannel channel, String head, byte[] body) throws IOException {
        byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocate(headBytes.length + body.length);
        buffer.put(headBytes).put(body).flip();
        while (buffer.hasRemaining()) channel.write(buffer);
    }
}
