package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.AtomicFile;
import dev.baksh.client.files.FileNameSanitizer;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.http.DownloadTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Download target that appears complete or not at all: the data goes to a temporary file in the same folder, and a
 * move publishes the file. Only the owner can read the file. The move replaces an existing file if the user chose the
 * file name, and never in a folder, where the server or baksh chose the file name; a symbolic link is refused.
 */
public final class OutputFile implements DownloadTarget, AutoCloseable {
    private static final int MAX_NUMBER = 10_000;

    private final Path target;
    private final boolean intoDirectory;
    private final String defaultName;
    private Path path;
    private AtomicFile file;

    /**
     * @param target a file, an existing folder, or a path that ends with a slash
     * @param defaultName file name in a folder if the server sends no name
     */
    public OutputFile(String target, String defaultName) {
        try {
            this.target = Path.of(target);
        } catch (InvalidPathException e) {
            throw BakshException.failure("not usable as a file name: '" + target + "'", null);
        }
        this.defaultName = defaultName;
        intoDirectory = target.endsWith("/") || Files.isDirectory(this.target);
        if (intoDirectory && !Files.isDirectory(this.target)) {
            throw BakshException.failure("there is no folder " + target, "nothing was saved");
        }
    }

    @Override
    public OutputStream open(String serverName) throws IOException {
        close();
        path = intoDirectory ? target.resolve(FileNameSanitizer.sanitize(serverName, defaultName)) : target;
        Path parent = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) throw saveError("there is no folder " + parent);
        if (intoDirectory) return openTemporaryFile();
        if (Files.isSymbolicLink(path)) throw saveError(path + " is a link to another file");
        if (Files.isDirectory(path)) throw saveError(path + " is a folder");
        if (Files.exists(path) && !Files.isRegularFile(path)) throw saveError(path + " is not a regular file");
        return openTemporaryFile();
    }

    private OutputStream openTemporaryFile() throws IOException {
        file = new AtomicFile(path);
        return file.open();
    }

    /** Moves the temporary file to the target path. */
    public Path commit() {
        try {
            if (intoDirectory) return commitUnderNewName();
            if (Files.isSymbolicLink(path)) throw saveError(path + " is a link to another file");
            publish(path);
            return path;
        } catch (IOException e) {
            throw BakshException.failure(path + " cannot be written: " + e.getMessage(), "nothing was saved");
        }
    }

    private void publish(Path finalPath) throws IOException {
        try {
            file.commit(finalPath);
        } catch (AtomicMoveNotSupportedException e) {
            file.commitNonAtomically(finalPath);
        }
    }

    private Path commitUnderNewName() throws IOException {
        Path reserved = reserveNewName();
        try {
            publish(reserved);
            return reserved;
        } catch (IOException e) {
            Files.deleteIfExists(reserved);
            throw e;
        }
    }

    /**
     * Creates an empty file with the chosen file name, or with a number after the name if a file of this name exists, so
     * that no other file is replaced.
     */
    private Path reserveNewName() throws IOException {
        String name = path.getFileName().toString();
        Path candidate = path;
        for (int number = 2; ; number++) {
            try {
                return PrivateFiles.create(candidate);
            } catch (FileAlreadyExistsException e) {
                if (number > MAX_NUMBER) throw e;
                candidate = path.resolveSibling(FileNameSanitizer.numbered(name, number));
            }
        }
    }

    private static BakshException saveError(String reason) {
        return BakshException.failure(reason + ": nothing was saved", "give another file name");
    }

    /** Deletes the temporary file, unless {@link #commit} has moved it. */
    @Override
    public void close() {
        if (file != null) file.close();
    }
}
