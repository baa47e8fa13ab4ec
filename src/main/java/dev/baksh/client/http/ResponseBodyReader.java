package dev.baksh.client.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import okio.Buffer;
import okio.Source;

/** Reads a whole body into memory: one that is not too large, and that keeps coming. */
final class ResponseBodyReader {
    /** The largest answer that is read, in bytes; a listing is asked for in pages far below this. */
    static final int MAX_SIZE = 64 * 1024 * 1024;

    /** Less than 1 KiB in half a minute is a server or a line in trouble, which another attempt may find well. */
    private static final int MIN_BYTES_PER_WINDOW = 1024;

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int CHUNK_SIZE = 64 << 10;

    private final LongSupplier nanos;

    ResponseBodyReader(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @throws UnsupportedResponseException larger than {@link #MAX_SIZE} */
    byte[] read(Source source) throws IOException {
        Buffer body = new Buffer();
        long windowStart = nanos.getAsLong();
        long sizeAtWindowStart = 0;
        while (source.read(body, CHUNK_SIZE) >= 0) {
            if (body.size() > MAX_SIZE)
                throw new UnsupportedResponseException("the answer is larger than " + (MAX_SIZE >> 20) + " MiB");
            if (nanos.getAsLong() - windowStart < WINDOW.toNanos()) continue;
            if (body.size() - sizeAtWindowStart < MIN_BYTES_PER_WINDOW) {
                throw new IOException("less than 1 KiB came in " + WINDOW.toSeconds() + " s");
            }
            windowStart = nanos.getAsLong();
            sizeAtWindowStart = body.size();
        }
        return body.readByteArray();
    }
}
