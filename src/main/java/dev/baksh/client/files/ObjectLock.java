package dev.baksh.client.files;

import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lock on one object of a server that excludes other threads and processes; an attempt to acquire the lock does not
 * wait. The lock is a system lock on a file that exists only while the lock is held, or after its holder was killed.
 * The holder deletes the file before the unlock, since otherwise one file per written object would remain.
 *
 * <p>A lock on a deleted file excludes no process. Therefore the process that got the lock compares the inode of the file
 * at the path with the inode of the opened file. The system does not reuse the inode of an open file. The inode is that
 * of the opened file, because every file is created, read and opened under the lock of the folder.
 */
final class ObjectLock {
    /** One instance per file in this process; see {@link ProcessLock}. */
    private static final Map<Path, ObjectLock> INSTANCES = new ConcurrentHashMap<>();
    /** Limit for reading the holder text; longer than any holder text. */
    private static final int MAX_HOLDER_LENGTH = 1_000;

    private final Path file;
    private final Path folderLockFile;
    private final ReentrantLock threadLock = new ReentrantLock();
    private volatile String holder = "";

    private ObjectLock(Path file) {
        this.file = file;
        this.folderLockFile = file.resolveSibling("folder.lock");
    }

    /** @param folder an existing folder */
    static ObjectLock of(Path folder, String name) throws IOException {
        return INSTANCES.computeIfAbsent(folder.toRealPath().resolve(name + ".lock"), ObjectLock::new);
    }

    /** @param fileKey inode of the file, or null on systems without inodes */
    private record OpenFile(FileChannel channel, Object fileKey) {}

    /**
     * Acquires the lock if no thread and no process holds it, else returns null. Does not wait. The same thread must run
     * the returned action to release the lock.
     *
     * @param holderText description of the holder, written into the file for waiting processes; ASCII
     */
    Runnable tryAcquire(String holderText, PrivateFiles privateFiles) throws IOException {
        if (threadLock.isHeldByCurrentThread() || !threadLock.tryLock()) return null;
        OpenFile openFile = null;
        boolean acquired = false;
        try {
            do {
                if (openFile != null) openFile.channel().close();
                openFile = openLockFile(privateFiles);
                if (openFile.channel().tryLock() == null) {
                    holder = readHolder(openFile.channel());
                    return null;
                }
            } while (!isCurrent(openFile));
            openFile.channel().truncate(0);
            openFile.channel().write(ByteBuffer.wrap(holderText.getBytes(StandardCharsets.US_ASCII)), 0);
            holder = holderText;
            acquired = true;
        } finally {
            if (!acquired) closeAndUnlock(openFile);
        }
        OpenFile lockedFile = openFile;
        return () -> release(lockedFile);
    }

    /** Returns the holder that the last {@link #tryAcquire} of this process found; empty if unknown. */
    String holder() {
        return holder;
    }

    private OpenFile openLockFile(PrivateFiles privateFiles) throws IOException {
        privateFiles.ensureFile(folderLockFile);
        // The clock of the machine: the other holders are processes with a clock of their own, and hold the lock
        // briefly.
        return ProcessLock.of(folderLockFile).withLock(TimeSource.SYSTEM, () -> {
            while (true) {
                try {
                    privateFiles.ensureFile(file);
                    Object fileKey = readFileKey();
                    return new OpenFile(
                            FileChannel.open(
                                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                            fileKey);
                } catch (NoSuchFileException e) {
                    // The holder deleted the file after its creation check; a release does not need the folder lock.
                    continue;
                }
            }
        });
    }

    private boolean isCurrent(OpenFile openFile) throws IOException {
        try {
            return Objects.equals(openFile.fileKey(), readFileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Object readFileKey() throws IOException {
        return PrivateFiles.fileKey(file);
    }

    /** Reads on the same channel: closing a second channel would release the lock of another thread of this process. */
    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_HOLDER_LENGTH);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    }

    private void release(OpenFile lockedFile) {
        try {
            // Without inodes a replaced file cannot be detected, so the file stays.
            if (lockedFile.fileKey() != null && isCurrent(lockedFile)) Files.delete(file);
        } catch (IOException e) {
            // The file stays; the next holder uses it.
        } finally {
            closeAndUnlock(lockedFile);
        }
    }

    private void closeAndUnlock(OpenFile openFile) {
        try {
            if (openFile != null) openFile.channel().close();
        } catch (IOException e) {
            // The system releases the lock at the latest when the process ends.
        } finally {
            threadLock.unlock();
        }
    }
}
