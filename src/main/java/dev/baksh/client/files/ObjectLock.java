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
    private static final Map<Path, ObjectLock> KNOWN = new ConcurrentHashMap<>();
    /** Longer than what a holder writes about itself. */
    private static final int WORDS = 1_000;

    private final Path file;
    private final Path door;
    private final ReentrantLock threads = new ReentrantLock();
    private volatile String holder = "";

    private ObjectLock(Path file) {
        this.file = file;
        this.door = file.resolveSibling("folder.lock");
    }

    /** @param folder is there already */
    static ObjectLock of(Path folder, String name) throws IOException {
        return KNOWN.computeIfAbsent(folder.toRealPath().resolve(name + ".lock"), ObjectLock::new);
    }

    /** A lock that is held until it is closed, by the thread that took it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** @param key number of the file, or null where files have none */
    private record Opened(FileChannel channel, Object key) {}

    /**
     * The lock, if no thread and no process has it, and else null: waits for nobody.
     *
     * @param words who takes it, written into the file for those who find it taken; ASCII
     */
    Held tryHold(String words, PrivateFiles custody, TimeSource time) throws IOException {
        if (threads.isHeldByCurrentThread() || !threads.tryLock()) return null;
        Opened opened = null;
        boolean taken = false;
        try {
            do {
                if (opened != null) opened.channel().close();
                opened = open(custody, time);
                if (opened.channel().tryLock() == null) {
                    holder = read(opened.channel());
                    return null;
                }
            } while (!stands(opened));
            opened.channel().truncate(0);
            opened.channel().write(ByteBuffer.wrap(words.getBytes(StandardCharsets.US_ASCII)), 0);
            holder = words;
            taken = true;
        } finally {
            if (!taken) letGo(opened);
        }
        Opened mine = opened;
        return () -> release(mine);
    }

    /** Who has it, as far as the last {@link #tryHold} of this process could tell. */
    String holder() {
        return holder;
    }

    private Opened open(PrivateFiles custody, TimeSource time) throws IOException {
        custody.file(door);
        return ProcessLock.of(door).held(time, () -> {
            while (true) {
                try {
                    custody.file(file);
                    Object key = key();
                    return new Opened(
                            FileChannel.open(
                                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                            key);
                } catch (NoSuchFileException e) {
                    continue; // Who had it has let go of it meanwhile, which needs no leave of the folder.
                }
            }
        });
    }

    /** The file that was opened is the one that others find. */
    private boolean stands(Opened opened) throws IOException {
        try {
            return Objects.equals(opened.key(), key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Object key() throws IOException {
        return PrivateFiles.number(file);
    }

    /** By the same channel: a second one, closed, would take the lock away from a thread of this process that has it. */
    private static String read(FileChannel channel) throws IOException {
        ByteBuffer words = ByteBuffer.allocate(WORDS);
        channel.read(words, 0);
        return new String(words.array(), 0, words.position(), StandardCharsets.ISO_8859_1);
    }

    private void release(Opened mine) {
        try {
            // Without a number one file cannot be told from another: then it stays.
            if (mine.key() != null && stands(mine)) Files.delete(file);
        } catch (IOException e) {
            // It stays, and the next one takes it.
        } finally {
            letGo(mine);
        }
    }

    private void letGo(Opened opened) {
        try {
            if (opened != null) opened.channel().close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        } finally {
            threads.unlock();
        }
    }
}
