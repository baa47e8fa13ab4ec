package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okio.Buffer;
import okio.Source;

/** Reader of response bodies with a minimum speed: the read fails if less than 1 KiB arrives in 30 seconds. */
record ResponseBodyReader(LongSupplier nanos) {
    /** Maximum size of a response in memory in bytes; the pages of a listing are far smaller. */
    static final int MAX_SIZE = 64 * 1024 * 1024;

    /** Minimum number of bytes in a window; even a slow network delivers more. */
    private static final int MIN_BYTES_PER_WINDOW = 1024;

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int CHUNK_SIZE = 64 << 10;

    private interface ChunkConsumer {
        void accept(Buffer chunk) throws IOException;
    }

    /** @throws UnsupportedResponseException if the body is larger than {@link #MAX_SIZE} */
    byte[] read(Source source) throws IOException {
        Buffer body = new Buffer();
        readChunks(source, chunk -> {
            body.writeAll(chunk);
            if (body.size() > MAX_SIZE)
                throw new UnsupportedResponseException("the response is larger than " + (MAX_SIZE >> 20) + " MiB");
        });
        return body.readByteArray();
    }

    /**
     * Copies a body of any size to a file.
     *
     * @param name file name from the server, or null
     * @return the number of bytes
     * @throws BakshException if the target cannot be written
     */
    long copy(Source source, DownloadTarget destination, String name) throws IOException {
        try (FileOutput out = new FileOutput(open(destination, name))) {
            // The server may need more time for the first bytes than for the rest.
            source.timeout().timeout(WINDOW.toSeconds(), TimeUnit.SECONDS);
            return readChunks(source, out::write);
        }
    }

    private long readChunks(Source source, ChunkConsumer consumer) throws IOException {
        Buffer chunk = new Buffer();
        long total = 0;
        long totalAtWindowStart = 0;
        long windowStart = nanos.getAsLong();
        for (long count = source.read(chunk, CHUNK_SIZE); count >= 0; count = source.read(chunk, CHUNK_SIZE)) {
            consumer.accept(chunk);
            total += count;
            if (nanos.getAsLong() - windowStart < WINDOW.toNanos()) continue;
            if (total - totalAtWindowStart < MIN_BYTES_PER_WINDOW)
                throw new IOException("less than 1 KiB received in " + WINDOW.toSeconds() + " s");
            windowStart = nanos.getAsLong();
            totalAtWindowStart = total;
        }
        return total;
    }

    private static OutputStream open(DownloadTarget destination, String name) {
        try {
            return destination.open(name);
        } catch (IOException e) {
            throw writeFailure(e);
        }
    }

    /** Output to the file of a download; a failure is that of the file, not of the connection. */
    private record FileOutput(OutputStream out) implements AutoCloseable {
        void write(Buffer chunk) {
            try {
                chunk.writeTo(out);
            } catch (IOException e) {
                throw writeFailure(e);
            }
        }

        @Override
        public void close() {
            try {
                out.close(); // A network file system may report a full disk only now.
            } catch (IOException e) {
                throw writeFailure(e);
            }
        }
    }

    private static BakshException writeFailure(IOException e) {
        return BakshException.failure("the file cannot be written: " + e.getMessage(), "nothing was saved");
    }

    /** Exception of a response that baksh cannot read; a retry would return the same response. */
    static final class UnsupportedResponseException extends IOException {
        UnsupportedResponseException(String message) {
            super(message);
        }
    }
}
