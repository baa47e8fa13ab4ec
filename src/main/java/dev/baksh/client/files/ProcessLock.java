package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One writer at a time, among threads and processes. The lock is the system's on a file of its own, so it ends with the
 * process that holds it; the file is never deleted.
 */
public final class ProcessLock {
    /** Longer than any append takes on a disk that still works; then the holder is stopped, not slow. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    /**
     * By file, for the whole process. A system's lock belongs to the process and not to a channel: a second channel on the
     * file could not be locked against the first, and closing it would unlock the first.
     */
    private static final Map<Path, ProcessLock> INSTANCES = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock threadLock = new ReentrantLock();
    private FileChannel channel;
    private Object fileKey;

    private ProcessLock(Path file) {
        this.file = file;
    }

    /** @param file is there already */
    public static ProcessLock of(Path file) throws IOException {
        return INSTANCES.computeIfAbsent(file.toRealPath(), ProcessLock::new);
    }

    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does the work under the lock.
     *
     * @throws BakshException of kind JOURNAL when another process keeps it for ten seconds
     */
    public <T> T withLock(TimeSource time, Work<T> work) throws IOException {
        return withLock(time, DEFAULT_TIMEOUT, work);
    }

    /**
     * Does the work under the lock, which others may keep for so long.
     *
     * @throws BakshException of kind JOURNAL when another process keeps it for longer
     */
    public <T> T withLock(TimeSource time, Duration timeout, Work<T> work) throws IOException {
        threadLock.lock();
        try (FileLock lock = acquire(time, timeout)) {
            Objects.requireNonNull(lock);
            return work.run();
        } finally {
            threadLock.unlock();
        }
    }

    private FileLock acquire(TimeSource time, Duration timeout) throws IOException {
        long start = time.nanos();
        boolean interrupted = false;
        try {
            while (true) {
                openCurrentFile();
                FileLock lock = channel.tryLock();
                if (lock != null && Objects.equals(fileKey, readFileKey())) return lock;
                if (lock != null) {
                    lock.release(); // somebody put another file in its place: that one counts
                    continue;
                }
                if (time.nanos() - start > timeout.toNanos())
                    throw new BakshException(
                            ExitCode.JOURNAL,
                            file + " is held by another process for more than " + timeout.toSeconds() + " s",
                            "find it with: fuser " + file);
                try {
                    time.pause(POLL_INTERVAL);
                } catch (InterruptedException e) {
                    interrupted = true; // an intent or an outcome is written all the same
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Opens the file that stands at the path now, unless it is open. */
    private void openCurrentFile() throws IOException {
        while (channel == null || !channel.isOpen() || !Objects.equals(fileKey, readFileKey())) {
            if (channel != null) channel.close();
            fileKey = readFileKey();
            channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Object readFileKey() throws IOException {
        return PrivateFiles.fileKey(file);
    }
}
