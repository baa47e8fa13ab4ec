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
 * The lock of one object, among threads and processes: the system's on a file that is there while somebody has it, or has
 * died with it. Who has it deletes the file before letting go, or there would soon be one for each object ever written to.
 *
 * <p>A lock on a deleted file keeps nobody out. So who gets one looks whether the file at the path is still the one that was
 * opened. The number of the file tells that, since as long as it is open the system gives its number to no other; and it is
 * that of the opened one, since a file is made, looked at and opened under the lock of the folder, and no other way.
 */
final class ObjectLock {
    /** By file, for the whole process; see {@link ProcessLock}. */
    private static final Map<Path, ObjectLock> INSTANCES = new ConcurrentHashMap<>();
    /** Longer than what a holder writes about itself. */
    private static final int MAX_HOLDER_LENGTH = 1_000;

    private final Path file;
    private final Path folderLockFile;
    private final ReentrantLock threadLock = new ReentrantLock();
    private volatile String holder = "";

    private ObjectLock(Path file) {
        this.file = file;
        this.folderLockFile = file.resolveSibling("folder.lock");
    }

    /** @param folder is there already */
    static ObjectLock of(Path folder, String name) throws IOException {
        return INSTANCES.computeIfAbsent(folder.toRealPath().resolve(name + ".lock"), ObjectLock::new);
    }

    /** A lock that is held until it is closed, by the thread that took it. */
    interface HeldLock extends AutoCloseable {
        @Override
        void close();
    }

    /** @param fileKey number of the file, or null where files have none */
    private record OpenFile(FileChannel channel, Object fileKey) {}

    /**
     * The lock, if no thread and no process has it, and else null: waits for nobody.
     *
     * @param holderText who takes it, written into the file for those who find it taken; ASCII
     */
    HeldLock tryAcquire(String holderText, PrivateFiles privateFiles, TimeSource time) throws IOException {
        if (threadLock.isHeldByCurrentThread() || !threadLock.tryLock()) return null;
        OpenFile openFile = null;
        boolean acquired = false;
        try {
            do {
                if (openFile != null) openFile.channel().close();
                openFile = openLockFile(privateFiles, time);
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

    /** Who has it, as far as the last {@link #tryAcquire} of this process could tell. */
    String holder() {
        return holder;
    }

    private OpenFile openLockFile(PrivateFiles privateFiles, TimeSource time) throws IOException {
        privateFiles.ensureFile(folderLockFile);
        return ProcessLock.of(folderLockFile).withLock(time, () -> {
            while (true) {
                try {
                    privateFiles.ensureFile(file);
                    Object fileKey = readFileKey();
                    return new OpenFile(
                            FileChannel.open(
                                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                            fileKey);
                } catch (NoSuchFileException e) {
                    continue; // Who had it has let go of it meanwhile, which needs no leave of the folder.
                }
            }
        });
    }

    /** The file that was opened is the one that others find. */
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

    /** By the same channel: a second one, closed, would take the lock away from a thread of this process that has it. */
    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_HOLDER_LENGTH);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    }

    private void release(OpenFile lockedFile) {
        try {
            // Without a number one file cannot be told from another: then it stays.
            if (lockedFile.fileKey() != null && isCurrent(lockedFile)) Files.delete(file);
        } catch (IOException e) {
            // It stays, and the next one takes it.
        } finally {
            closeAndUnlock(lockedFile);
        }
    }

    private void closeAndUnlock(OpenFile openFile) {
        try {
            if (openFile != null) openFile.channel().close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        } finally {
            threadLock.unlock();
        }
    }
}
