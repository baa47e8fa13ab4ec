package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.BufferedSource;

/** Hands a body on as it comes, and gives up on one that comes too slowly to ever end. */
final class SlowBodyGuard {
    /** A slow line brings more than this; less is a server in trouble. */
    private static final long LEAST_BYTES = 1024;

    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final TimeSource time;

    SlowBodyGuard(TimeSource time) {
        this.time = time;
    }

    /**
     * @return the bytes
     * @throws IOException the connection broke, or less than 1 KiB came in half a minute
     * @throws BakshException what came could not be written
     */
    long copy(BufferedSource from, DownloadTarget to, String name) throws IOException {
        try (OutputStream out = open(to, name)) {
            // Its beginning may have taken the server longer than what comes now.
            from.timeout().timeout(WINDOW.toSeconds(), TimeUnit.SECONDS);
            byte[] buffer = new byte[16 << 10];
            long all = 0;
            long since = 0;
            long begin = time.nanos();
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                write(out, buffer, n);
                all += n;
                since += n;
                if (time.nanos() - begin < WINDOW.toNanos()) continue;
                if (since < LEAST_BYTES) throw new IOException("less than 1 KiB came in " + WINDOW.toSeconds() + " s");
                begin = time.nanos();
                since = 0;
            }
            return all;
        }
    }

    private static OutputStream open(DownloadTarget to, String name) {
        try {
            return to.open(name);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private static void write(OutputStream out, byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private static BakshException unwritten(IOException e) {
        return BakshException.failed("the file cannot be written: " + e.getMessage(), "nothing was saved");
    }
}
