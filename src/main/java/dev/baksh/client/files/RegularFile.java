package dev.baksh.client.files;

import dev.baksh.client.thread.InternalThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Reader of regular files with a maximum size. A pipe or a device is refused before the file is opened: opening a pipe
 * waits for another process, and reading a device may never end.
 */
public final class RegularFile {
    /** Size of the largest text that a user writes: a script, a plan, a list of CAs. */
    public static final int MAX_TEXT = 16 << 20;

    /** Longest wait for the program that writes into a pipe. */
    private static final Duration PIPE_WAIT = Duration.ofSeconds(10);

    private RegularFile() {}

    /** Exception of a file that is not read; the message names the file and the cause. */
    public static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Refuses a path that is neither a regular file nor a link to a regular file.
     *
     * @throws java.nio.file.NoSuchFileException the file does not exist
     */
    public static void require(Path file) throws IOException {
        if (Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) return;
        throw new RefusedException(file + " is not a regular file");
    }

    /** Reads a regular file. */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        require(file);
        return readAny(file, maxBytes);
    }

    /**
     * Reads all of a stream, for example standard input.
     *
     * @param name name of the stream in the message
     */
    public static byte[] readStream(InputStream in, String name, int maxBytes) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length <= maxBytes) return bytes;
        throw new RefusedException(name + " is larger than " + describe(maxBytes));
    }

    /** Reads a regular file of UTF-8 text. */
    public static String readText(Path file, int maxBytes) throws IOException {
        return Utf8Text.decode(read(file, maxBytes));
    }

    /** Reads a file of UTF-8 text, or a pipe that the user gives instead of a file. */
    public static String readTextOrPipe(Path file, int maxBytes) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return Utf8Text.decode(attributes.isOther() ? readPipe(file, maxBytes) : readAny(file, maxBytes));
    }

    private static byte[] readAny(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return readStream(in, file.toString(), maxBytes);
        }
    }

    /**
     * Reads a pipe. Opening a pipe waits for its writer, so another thread opens the pipe, and this method waits for a
     * limited time.
     */
    private static byte[] readPipe(Path file, int maxBytes) throws IOException {
        CountDownLatch opened = new CountDownLatch(1);
        FutureTask<byte[]> reading = new FutureTask<>(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                opened.countDown();
                return readStream(in, file.toString(), maxBytes);
            } finally {
                opened.countDown();
            }
        });
        Thread reader = new InternalThread(reading, "baksh-pipe");
        reader.start();
        try {
            if (!opened.await(PIPE_WAIT.toMillis(), TimeUnit.MILLISECONDS))
                throw new RefusedException(
                        file + " is a pipe, and no program wrote into the pipe for " + PIPE_WAIT.toSeconds() + " s");
            return reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(file + " was not read: interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) throw cause;
            throw new IOException(e.getCause());
        }
    }

    private static String describe(int bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }
}
