package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.RegularFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Lock that allows one process at a time to execute a run. The lock is a system lock and ends with the process; the
 * file is never deleted. The name of the holder is in a second file: opening and closing the locked file again in the
 * same process would release the lock.
 */
record RunLock(Path file, FileChannel channel) implements AutoCloseable {
    /**
     * Files locked by this process: a system lock does not exclude a second holder in the same process. Guards all use of the
     * lock files: to close a second channel of a file would release the lock of the first.
     */
    private static final Set<Path> HELD_FILES = new HashSet<>();
    /** A reader holds a shared lock for less than a millisecond. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    private static final int MAX_ATTEMPTS = 200;

    private static final int MAX_HOLDER = 1 << 10;

    /** @throws BakshException (exit 3) the lock is held; the message names the holder */
    static RunLock acquire(Path folder, PrivateFiles privateFiles, TimeSource time) throws IOException {
        Path path = folder.resolve("run.lock");
        privateFiles.ensureFile(path);
        Path file = path.toRealPath();
        FileChannel channel = tryLock(file, time);
        if (channel == null) throw alreadyHeld(folder);
        try {
            Path holderFile = folder.resolve("run.holder");
            privateFiles.ensureFile(holderFile);
            Files.writeString(
                    holderFile,
                    "process " + ProcessHandle.current().pid() + " on " + RunJournal.hostName() + " since "
                            + time.now());
            return new RunLock(file, channel);
        } catch (IOException | RuntimeException e) {
            close(file, channel);
            throw e;
        }
    }

    /** Returns a channel with the lock of the file, or null if a process holds the lock. */
    private static FileChannel tryLock(Path file, TimeSource time) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            synchronized (HELD_FILES) {
                if (HELD_FILES.contains(file)) return null;
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                try {
                    if (channel.tryLock() != null && HELD_FILES.add(file)) return channel;
                    if (tryLockShared(channel) == null) return null;
                } finally {
                    if (!HELD_FILES.contains(file)) channel.close();
                }
            }
            // Another process only asks whether the run is executed.
            try {
                time.pause(POLL_INTERVAL);
            } catch (InterruptedException e) {
                throw BakshException.interrupted("interrupted before the start of the run; nothing was sent");
            }
        }
        return null;
    }

    /** Returns a lock that other readers may hold at the same time, or null if a process executes the run. */
    private static FileLock tryLockShared(FileChannel channel) throws IOException {
        return channel.tryLock(0, Long.MAX_VALUE, true);
    }

    static boolean isHeld(Path folder) throws IOException {
        Path path = folder.resolve("run.lock");
        if (!Files.exists(path)) return false;
        RegularFile.require(path);
        Path file = path.toRealPath();
        synchronized (HELD_FILES) {
            if (HELD_FILES.contains(file)) return true;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    FileLock lock = tryLockShared(channel)) {
                return lock == null;
            }
        }
    }

    private static BakshException alreadyHeld(Path folder) throws IOException {
        String holder;
        try {
            holder = RegularFile.readText(folder.resolve("run.holder"), MAX_HOLDER)
                    .strip();
        } catch (NoSuchFileException e) {
            holder = "another process"; // The holder has the lock but has not written its name yet.
        }
        return BakshException.refusal(
                "run " + folder.getFileName() + " is being executed by " + holder,
                "wait until that process ends, or end it");
    }

    @Override
    public void close() {
        close(file, channel);
    }

    private static void close(Path file, FileChannel channel) {
        synchronized (HELD_FILES) {
            try {
                channel.close();
            } catch (IOException e) {
                // The system releases the lock at the latest when the process ends.
            } finally {
                HELD_FILES.remove(file);
            }
        }
    }
}
