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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(10);

    /**
     * By file, for the whole process. A system's lock belongs to the process and not to a channel: a second channel on the
     * file could not be locked against the first, and closing it would unlock the first.
     */
    private static final Map<Path, ProcessLock> OPEN = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock threads = new ReentrantLock();
    private FileChannel channel;
    private Object key;

    private ProcessLock(Path file) {
        this.file = file;
    }

    /** @param file is there already */
    public static ProcessLock of(Path file) throws IOException {
        return OPEN.computeIfAbsent(file.toRealPath(), ProcessLock::new);
    }

    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does the work under the lock.
     *
     * @throws BakshException of kind JOURNAL when another process keeps it for ten seconds
     */
    public <T> T held(TimeSource time, Work<T> work) throws IOException {
        return held(time, PATIENCE, work);
    }

    /**
     * Does the work under the lock, which others may keep for so long.
     *
     * @throws BakshException of kind JOURNAL when another process keeps it for longer
     */
    public <T> T held(TimeSource time, Duration patience, Work<T> work) throws IOException {
        threads.lock();
        try (FileLock lock = lock(time, patience)) {
            Objects.requireNonNull(lock);
            return work.run();
        } finally {
            threads.unlock();
        }
    }

    private FileLock lock(TimeSource time, Duration patience) throws IOException {
        long start = time.nanos();
        boolean interrupted = false;
        try {
            while (true) {
                open();
                FileLock lock = channel.tryLock();
                if (lock != null && Objects.equals(key, key())) return lock;
                if (lock != null) {
                    lock.release(); // somebody put another file in its place: that one counts
                    continue;
                }
                if (time.nanos() - start > patience.toNanos())
                    throw new BakshException(
                            ExitCode.JOURNAL,
                            file + " is held by another process for more than " + patience.toSeconds() + " s",
                            "find it with: fuser " + file);
                try {
                    time.pause(PAUSE);
                } catch (InterruptedException e) {
                    interrupted = true; // an intent or an outcome is written all the same
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Opens the file that stands at the path now, unless it is open. */
    private void open() throws IOException {
        while (channel == null || !channel.isOpen() || !Objects.equals(key, key())) {
            if (channel != null) channel.close();
            key = key();
            channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Object key() throws IOException {
        return PrivateFiles.number(file);
    }
}
