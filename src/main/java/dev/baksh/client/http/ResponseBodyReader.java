package dev.baksh.client.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import okio.Buffer;
import okio.Source;

/** Reads a whole body into memory: one that is not too large, and that keeps coming. */
final class ResponseBodyReader {
    /** The largest answer that is read, in bytes; a listing is asked for in pages far below this. */
    static final int MOST = 64 * 1024 * 1024;

    /** Less than 1 KiB in half a minute is a server or a line in trouble, which another attempt may find well. */
    private static final int LEAST = 1024;

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int PIECE = 64 << 10;

    private final LongSupplier nanos;

    ResponseBodyReader(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @throws UnsupportedResponseException larger than {@link #MOST} */
    byte[] read(Source from) throws IOException {
        Buffer body = new Buffer();
        long begin = nanos.getAsLong();
        long before = 0;
        while (from.read(body, PIECE) >= 0) {
            if (body.size() > MOST)
                throw new UnsupportedResponseException("the answer is larger than " + (MOST >> 20) + " MiB");
            if (nanos.getAsLong() - begin < WINDOW.toNanos()) continue;
            if (body.size() - before < LEAST) {
                throw new IOException("less than 1 KiB came in " + WINDOW.toSeconds() + " s");
            }
            begin = nanos.getAsLong();
            before = body.size();
        }
        return body.readByteArray();
    }
}
