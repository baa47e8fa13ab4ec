package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.text.ShellWord;
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
 * Mutex between threads and processes. The lock is a system lock on a file of its own, so the system releases the lock
 * when the process ends. The file is never deleted.
 */
public final class ProcessLock {
    /**
     * An append to a working disk takes less than ten seconds; a process that holds the lock for longer is stopped, not
     * slow.
     */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    /**
     * One instance per file in this process. A system lock belongs to the process and not to a channel: a second
     * channel on the file would not be excluded by the first, and closing the second would release the first.
     */
    private static final Map<Path, ProcessLock> INSTANCES = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock threadLock = new ReentrantLock();
    private FileChannel channel;
    private Object fileKey;

    private ProcessLock(Path file) {
        this.file = file;
    }

    /** Returns the lock of an existing file. */
    public static ProcessLock of(Path file) throws IOException {
        return INSTANCES.computeIfAbsent(file.toRealPath(), ProcessLock::new);
    }

    /** Returns the lock of a file in a private folder; creates the folder and the file if they are missing. */
    public static ProcessLock inFolder(Path folder, String name) throws IOException {
        PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
        privateFiles.ensureFolder(folder);
        Path file = folder.resolve(name);
        privateFiles.ensureFile(file);
        return of(file);
    }

    public interface Work<T> {
        T run() throws IOException;
    }

    /** Runs the work while holding the lock; waits ten seconds for other processes. */
    public <T> T withLock(TimeSource time, Work<T> work) throws IOException {
        return withLock(time, DEFAULT_TIMEOUT, work);
    }

    /**
     * Runs the work while holding the lock.
     *
     * @param timeout maximum time to wait for other processes
     * @throws BakshException (exit 74) another process holds the lock for longer
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
                    lock.release(); // the file was replaced, so the lock is on the old file
                    continue;
                }
                if (time.nanos() - start > timeout.toNanos())
                    throw new BakshException(
                            ExitCode.JOURNAL,
                            file + " has been locked by another process for more than " + timeout.toSeconds() + " s",
                            "find the process with: fuser " + ShellWord.quoteIfNeeded(file.toString()));
                try {
                    time.pause(POLL_INTERVAL);
                } catch (InterruptedException e) {
                    interrupted = true; // an intent or an outcome must be written even after an interrupt
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Opens the file that is at the path now, unless this file is open already. */
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
