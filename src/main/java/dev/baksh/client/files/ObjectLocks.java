package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One process of a user at a time writes to one object of a server: what it finds before its write and after it must be its
 * own doing. A file for each object, in a folder of their own; the locks are the system's and end with their process. Other
 * machines are not kept out.
 */
public final class ObjectLocks {
    /** Keeps nobody out. */
    public static final ObjectLocks NONE = new ObjectLocks(null, null, "");

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final Path folder;
    private final TimeSource time;
    private final String holder;

    /**
     * Touches no file yet.
     *
     * @param holder who this process is, for the message to others
     */
    public ObjectLocks(Path folder, TimeSource time, String holder) {
        this.folder = folder;
        this.time = time;
        this.holder = holder;
    }

    /**
     * Does the work when no other process is at the object.
     *
     * @param object   what is written to, and where
     * @param description     what a person calls the work, with the server
     * @param timeout how long to wait for others
     * @param noticeSink    told once that there is somebody to wait for
     * @throws BakshException (exit 3) another one is at it for longer; (130) interrupted; of kind JOURNAL when there can be no
     *     lock. The work was not begun
     */
    public <T> T withLock(
            String object, String description, Duration timeout, Consumer<String> noticeSink, Supplier<T> work) {
        if (folder == null) return work.get();
        ObjectLock.HeldLock heldLock = acquire(object, description, timeout, noticeSink);
        try {
            return work.get();
        } finally {
            heldLock.close();
        }
    }

    private ObjectLock.HeldLock acquire(
            String object, String description, Duration timeout, Consumer<String> noticeSink) {
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            ObjectLock lock = ObjectLock.of(folder, lockName(object));
            long start = time.nanos();
            boolean noticeSent = false;
            while (true) {
                ObjectLock.HeldLock heldLock = lock.tryAcquire(holder + " since " + time.now(), privateFiles, time);
                if (heldLock != null) return heldLock;
                if (time.nanos() - start >= timeout.toNanos()) {
                    throw BakshException.refusal(
                            description + ": nothing was sent: " + describeHolder(lock) + " writes to the same object",
                            "wait for it, or end that process");
                }
                if (!noticeSent)
                    noticeSink.accept(
                            description + ": waits for " + describeHolder(lock) + ", which writes to the same object");
                noticeSent = true;
                time.pause(POLL_INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(
                    ExitCode.INTERRUPTED,
                    description + ": interrupted while another process goes first; nothing was sent",
                    null);
        } catch (ClosedByInterruptException e) { // It came amid the writing of the lock; the thread stays interrupted.
            throw new BakshException(
                    ExitCode.INTERRUPTED, description + ": interrupted before it was begun; nothing was sent", null);
        } catch (IOException e) {
            throw new BakshException(
                    ExitCode.JOURNAL,
                    description + ": nothing was sent: no lock can be had in " + folder + ": " + e.getMessage(),
                    "the folder must be one of this machine, and not full",
                    e);
        }
    }

    private static String describeHolder(ObjectLock lock) {
        String text = lock.holder().replaceAll("[^ -~]", "?").strip();
        return text.isEmpty() ? "another process" : text;
    }

    private static String lockName(String object) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(object.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
