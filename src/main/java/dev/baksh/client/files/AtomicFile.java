package dev.baksh.client.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writer that replaces a file in one step: the content goes to a temporary file in the same folder, and a rename puts
 * the complete file in place. Readers see the old file or the new file. Only the owner can read the file (mode 0600 on
 * systems with POSIX permissions).
 *
 * <p>No link is followed: the temporary file is created exclusively, and a link at the target path is replaced.
 */
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path tempFile;
    private boolean committed;

    /** Creates a temporary file with a random name beside the target. */
    public AtomicFile(Path target) throws IOException {
        this(
                target,
                target.resolveSibling(
                        ".baksh-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part"));
    }

    private AtomicFile(Path target, Path tempFile) throws IOException {
        this.target = target;
        this.tempFile = tempFile;
        PrivateFiles.create(tempFile);
    }

    /** Replaces the file with this content. */
    public static void replace(Path target, byte[] content) throws IOException {
        try (AtomicFile file = new AtomicFile(target)) {
            try (OutputStream out = file.open()) {
                out.write(content);
            }
            file.commit();
        }
    }

    /**
     * Replaces the file with this content; the content is on disk before the rename. The temporary file is the target's
     * name with {@code .new}, so that the next call deletes the file that a killed process left. The caller must hold a
     * lock on the target.
     */
    public static void replaceSynced(Path target, byte[] content) throws IOException {
        Path tempFile = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(tempFile);
        try (AtomicFile file = new AtomicFile(target, tempFile)) {
            Files.write(
                    tempFile, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC, LinkOption.NOFOLLOW_LINKS);
            file.commit();
        }
    }

    /** Opens the temporary file for writing. An interrupt of the thread does not close the stream. */
    public OutputStream open() throws IOException {
        return Files.newOutputStream(tempFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Puts the file in place.
     *
     * @throws java.nio.file.AtomicMoveNotSupportedException the file system cannot replace a file in one step
     */
    public void commit() throws IOException {
        move(target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts the file in place at another path of the same folder; throws like {@link #commit()}. */
    public void commit(Path path) throws IOException {
        move(path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts the file in place on a file system that cannot replace a file in one step. */
    public void commitNonAtomically(Path path) throws IOException {
        move(path, StandardCopyOption.REPLACE_EXISTING);
    }

    private void move(Path path, StandardCopyOption option) throws IOException {
        Files.move(tempFile, path, option);
        committed = true;
    }

    /** Deletes the temporary file, unless the file is in place. */
    @Override
    public void close() {
        try {
            if (!committed) Files.deleteIfExists(tempFile);
        } catch (IOException e) {
            // A leftover temporary file does no harm, and the original error is more useful.
        }
    }
}
