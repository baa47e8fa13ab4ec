package dev.baksh.sandbox.server;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Server side of an HTTP/1.1 connection on a pair of streams: reads requests and writes responses. Supports only the
 * features that clients of the two real servers use.
 *
 * <p>The JDK's HTTP server is not used for two reasons: on Java 17 it overwrites the Date header with the real time,
 * and faults need access to the raw connection.
 */
final class HttpConnection {
    /** Limit of a body; both real servers refuse much shorter bodies. */
    static final int MAX_BODY_BYTES = 16 << 20;

    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int CHUNK_BYTES = 16 << 10;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final InputStream in;
    private final OutputStream out;
    private final String scheme;
    private int headerBytes;

    HttpConnection(InputStream in, OutputStream out, String scheme) {
        this.in = in;
        this.out = out;
        this.scheme = scheme;
    }

    /**
     * Reads the next request; returns null if the client has closed the connection.
     *
     * @throws IOException if the bytes are not HTTP
     */
    ServerRequest readRequest() throws IOException {
        headerBytes = 0;
        String line = readLine();
        while (line != null && line.isEmpty()) line = readLine();
        if (line == null) return null;
        String[] parts = line.split(" ");
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) throw new IOException("not a request line");
        Map<String, List<String>> headers = readHeaders();
        if (headers.containsKey("Expect")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return ServerRequest.of(scheme, parts[0], parts[1], headers, readBody(headers));
    }

    private Map<String, List<String>> readHeaders() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) throw new IOException("not a header line");
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        return Collections.unmodifiableMap(headers);
    }

    private byte[] readBody(Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("Transfer-Encoding")) return readChunkedBody();
        List<String> length = headers.get("Content-Length");
        if (length == null) return new byte[0];
        return readExactly(parseLength(length.get(0), 10));
    }

    private byte[] readChunkedBody() throws IOException {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        while (true) {
            String line = readLine();
            if (line == null) throw new EOFException();
            int size = parseLength(line.split(";", 2)[0].trim(), 16);
            if (size == 0) break;
            if (buffer.size() + size > MAX_BODY_BYTES) throw new IOException("body too long");
            buffer.write(readExactly(size));
            readLine();
        }
        for (String line = readLine(); line != null && !line.isEmpty(); ) line = readLine();
        return buffer.toByteArray();
    }

    private byte[] readExactly(int length) throws IOException {
        if (length > MAX_BODY_BYTES) throw new IOException("body too long");
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) throw new EOFException();
        return bytes;
    }

    private static int parseLength(String text, int radix) throws IOException {
        try {
            int length = Integer.parseInt(text, radix);
            if (length < 0) throw new IOException("not a body length");
            return length;
        } catch (NumberFormatException e) {
            throw new IOException("not a body length", e);
        }
    }

    /** Reads a line without its terminator; returns null at the end of the stream. */
    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
            if (++headerBytes > MAX_HEADER_BYTES) throw new IOException("head too long");
            if (b != '\r') line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Sends a complete response. */
    void writeResponse(ServerResponse response, Instant now, boolean close) throws IOException {
        byte[] bytes = response.body();
        if (bytes == null) {
            writeHead(response, now, close, "Transfer-Encoding: chunked");
            OutputStream chunkedOut = new BufferedOutputStream(new ChunkedOutputStream(), CHUNK_BYTES);
            response.bodyWriter().write(chunkedOut);
            chunkedOut.flush();
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } else {
            // A 204 has neither a body nor a length.
            writeHead(response, now, close, response.status() == 204 ? null : "Content-Length: " + bytes.length);
            out.write(bytes);
        }
        out.flush();
    }

    /** Sends the full head and half of the body. */
    void writeTruncated(ServerResponse response, Instant now) throws IOException {
        byte[] bytes = response.body();
        if (bytes == null) {
            ByteArrayOutputStream buffer = new ByteArrayOutputStream();
            response.bodyWriter().write(buffer);
            bytes = buffer.toByteArray();
        }
        writeHead(response, now, false, "Content-Length: " + Math.max(2, bytes.length));
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
    }

    private void writeHead(ServerResponse response, Instant now, boolean close, String framing) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " " + reasonPhrase(response.status())
                + "\r\nDate: " + DATE.format(now) + "\r\n");
        response.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (framing != null) head.append(framing).append("\r\n");
        if (close) head.append("Connection: close\r\n");
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String reasonPhrase(int status) {
        return status < 300 ? "OK" : status < 400 ? "Moved" : "Error";
    }

    /** Output stream that sends each buffer of a body of unknown length as an HTTP/1.1 chunk. */
    private final class ChunkedOutputStream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, offset, length);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
