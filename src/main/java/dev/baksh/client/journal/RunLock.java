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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lock that allows one process at a time to execute a run. The lock is a system lock and ends with the process; the
 * file is never deleted. The name of the holder is in a second file: opening and closing the locked file again in the
 * same process would release the lock.
 */
record RunLock(Path file, FileChannel channel) implements AutoCloseable {
    /** Files locked by this process: a system lock does not exclude a second holder in the same process. */
    private static final Set<Path> HELD_FILES = ConcurrentHashMap.newKeySet();

    private static final int MAX_HOLDER = 1 << 10;

    /** @throws BakshException (exit 3) the lock is held; the message names the holder */
    static RunLock acquire(Path folder, PrivateFiles privateFiles, TimeSource time) throws IOException {
        Path path = folder.resolve("run.lock");
        privateFiles.ensureFile(path);
        Path file = path.toRealPath();
        if (!HELD_FILES.add(file)) throw alreadyHeld(folder);
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) throw alreadyHeld(folder);
            Path holderFile = folder.resolve("run.holder");
            privateFiles.ensureFile(holderFile);
            Files.writeString(
                    holderFile,
                    "process " + ProcessHandle.current().pid() + " on " + RunJournal.hostName() + " since "
                            + time.now());
            return new RunLock(file, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) channel.close();
            HELD_FILES.remove(file);
            throw e;
        }
    }

    static boolean isHeld(Path folder) throws IOException {
        Path path = folder.resolve("run.lock");
        if (!Files.exists(path)) return false;
        RegularFile.require(path);
        Path file = path.toRealPath();
        if (!HELD_FILES.add(file)) return true;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } finally {
            HELD_FILES.remove(file);
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
        try {
            channel.close();
        } catch (IOException e) {
            // The system releases the lock at the latest when the process ends.
        } finally {
            HELD_FILES.remove(file);
        }
    }
}
