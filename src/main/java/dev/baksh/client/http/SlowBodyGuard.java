package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.BufferedSource;

/** Guard that streams a response body and fails if the body arrives too slowly. */
final class SlowBodyGuard {
    /** Minimum number of bytes in a window; a slow network delivers more. */
    private static final long MIN_BYTES_PER_WINDOW = 1024;

    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final TimeSource time;

    SlowBodyGuard(TimeSource time) {
        this.time = time;
    }

    /**
     * Copies the body.
     *
     * @return the number of bytes
     * @throws IOException if the connection breaks, or less than 1 KiB arrives in 30 seconds
     * @throws BakshException if the target cannot be written
     */
    long copy(BufferedSource source, DownloadTarget destination, String name) throws IOException {
        try (OutputStream out = open(destination, name)) {
            // The server may need more time for the first bytes than for the rest.
            source.timeout().timeout(WINDOW.toSeconds(), TimeUnit.SECONDS);
            byte[] buffer = new byte[16 << 10];
            long total = 0;
            long bytesInWindow = 0;
            long windowStart = time.nanos();
            for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
                write(out, buffer, count);
                total += count;
                bytesInWindow += count;
                if (time.nanos() - windowStart < WINDOW.toNanos()) continue;
                if (bytesInWindow < MIN_BYTES_PER_WINDOW)
                    throw new IOException("less than 1 KiB received in " + WINDOW.toSeconds() + " s");
                windowStart = time.nanos();
                bytesInWindow = 0;
            }
            return total;
        }
    }

    private static OutputStream open(DownloadTarget destination, String name) {
        try {
            return destination.open(name);
        } catch (IOException e) {
            throw writeFailure(e);
        }
    }

    private static void write(OutputStream out, byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw writeFailure(e);
        }
    }

    private static BakshException writeFailure(IOException e) {
        return BakshException.failure("the file cannot be written: " + e.getMessage(), "nothing was saved");
    }
}
