package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Locks that allow one process of a user at a time to write to one object of a server: the differences between the
 * reads before and after a write must come from this write. Each object has a lock file in one folder; the system
 * releases a lock when its process ends. Processes on other machines are not excluded. The
 * constructor touches no file.
 *
 * @param sharedFolders candidates for a second folder, for processes of the same user with another state folder; the
 *     first one that can be created and belongs to this user is used, so that all processes use the same one
 * @param holder description of this process for the messages of other processes
 */
public record ObjectLocks(Path folder, List<Path> sharedFolders, TimeSource time, String holder) {
    /** Locks of a client without lock files: all callers proceed. */
    public static final ObjectLocks NONE = new ObjectLocks(null, List.of(), null, "");

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /**
     * Runs the work while no other process writes to the object.
     *
     * @param object identity of the object and its server
     * @param description name of the work with its server, for messages
     * @param timeout maximum time to wait for other processes
     * @param noticeSink receives one notice if the call has to wait
     * @throws BakshException the work did not start: (exit 3) another process held the lock until the timeout; (exit
     *     130) interrupted; (exit 74) the lock file cannot be created
     */
    public <T> T withLock(
            String object, String description, Duration timeout, Consumer<String> noticeSink, Supplier<T> work) {
        if (folder == null) return work.get();
        Runnable release = acquire(folder, object, description, timeout, noticeSink);
        try {
            Path sharedFolder = findSharedFolder(reason -> noticeSink.accept("warning: " + description
                    + ": a process with another BAKSH_HOME could write to the same object at the same time: "
                    + reason));
            if (sharedFolder == null) return work.get();
            Runnable releaseShared = acquire(sharedFolder, object, description, timeout, noticeSink);
            try {
                return work.get();
            } finally {
                releaseShared.run();
            }
        } finally {
            release.run();
        }
    }

    /** Returns the reason why processes with another state folder are not excluded, or null. */
    public String sharedFolderProblem() {
        String[] problem = new String[1];
        findSharedFolder(reason -> problem[0] = reason);
        return problem[0];
    }

    /** Returns the first usable shared folder; or null, after the consumer has received the reason, if there are candidates. */
    private Path findSharedFolder(Consumer<String> reasonSink) {
        String reason = null;
        for (Path sharedFolder : sharedFolders) {
            try {
                PrivateFiles.ofCurrentUser().ensureFolder(sharedFolder);
                return sharedFolder;
            } catch (IOException | BakshException e) {
                if (reason == null) reason = e.getMessage();
            }
        }
        if (reason != null) reasonSink.accept(reason);
        return null;
    }

    private Runnable acquire(
            Path folder, String object, String description, Duration timeout, Consumer<String> noticeSink) {
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            ObjectLock lock = ObjectLock.of(folder, Sha256.hex(object).substring(0, 16));
            long start = time.nanos();
            boolean noticeSent = false;
            while (true) {
                Runnable release = lock.tryAcquire(holder + " since " + time.now(), privateFiles);
                if (release != null) return release;
                if (time.nanos() - start >= timeout.toNanos()) {
                    throw BakshException.refusal(
                            description + ": nothing was sent: " + describeHolder(lock) + " writes to the same object",
                            "wait until that process ends, or end it");
                }
                if (!noticeSent)
                    noticeSink.accept(
                            description + ": waits for " + describeHolder(lock) + ", which writes to the same object");
                noticeSent = true;
                time.pause(POLL_INTERVAL);
            }
        } catch (InterruptedException e) {
            throw BakshException.interrupted(
                    description + ": interrupted while waiting for another process; nothing was sent");
        } catch (ClosedByInterruptException e) {
            // The interrupt came while the lock file was written.
            throw BakshException.interrupted(description + ": interrupted before the start; nothing was sent");
        } catch (IOException e) {
            throw new BakshException(
                    ExitCode.JOURNAL,
                    description + ": nothing was sent: cannot create a lock file in " + folder + ": " + e.getMessage(),
                    "use a local folder with free space",
                    e);
        }
    }

    private static String describeHolder(ObjectLock lock) {
        String text = lock.holder().replaceAll("[^ -~]", "?").strip();
        return text.isEmpty() ? "another process" : text;
    }
}
