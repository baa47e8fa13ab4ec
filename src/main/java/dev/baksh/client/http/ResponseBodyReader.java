package dev.baksh.client.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import okio.Buffer;
import okio.Source;

/** Reader that loads a response body into memory, with limits for size and speed. */
final class ResponseBodyReader {
    /** Maximum size of a response in bytes; the pages of a listing are far smaller. */
    static final int MAX_SIZE = 64 * 1024 * 1024;

    /** A body with less than 1 KiB in 30 seconds fails; another attempt may succeed. */
    private static final int MIN_BYTES_PER_WINDOW = 1024;

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int CHUNK_SIZE = 64 << 10;

    private final LongSupplier nanos;

    ResponseBodyReader(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @throws UnsupportedResponseException if the body is larger than {@link #MAX_SIZE} */
    byte[] read(Source source) throws IOException {
        Buffer body = new Buffer();
        long windowStart = nanos.getAsLong();
        long sizeAtWindowStart = 0;
        while (source.read(body, CHUNK_SIZE) >= 0) {
            if (body.size() > MAX_SIZE)
                throw new UnsupportedResponseException("the response is larger than " + (MAX_SIZE >> 20) + " MiB");
            if (nanos.getAsLong() - windowStart < WINDOW.toNanos()) continue;
            if (body.size() - sizeAtWindowStart < MIN_BYTES_PER_WINDOW) {
                throw new IOException("less than 1 KiB received in " + WINDOW.toSeconds() + " s");
            }
            windowStart = nanos.getAsLong();
            sizeAtWindowStart = body.size();
        }
        return body.readByteArray();
    }

    /** Exception of a response that baksh cannot read; a retry would return the same response. */
    static final class UnsupportedResponseException extends IOException {
        UnsupportedResponseException(String message) {
            super(message);
        }
    }
}
