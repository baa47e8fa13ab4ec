package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.AtomicFile;
import dev.baksh.client.http.DownloadTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Download target that appears complete or not at all: the data goes to a temporary file in the same folder, and a
 * move publishes the file. Only the owner can read the file. The move replaces an older file of the same name; a
 * symbolic link is refused.
 */
public final class OutputFile implements DownloadTarget, AutoCloseable {
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
        path = intoDirectory
                ? target.resolve(serverName == null ? defaultName : sanitizeName(serverName, defaultName))
                : target;
        Path parent = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) throw saveError("there is no folder " + parent);
        if (Files.isSymbolicLink(path)) throw saveError(path + " is a link to another file");
        if (Files.isDirectory(path)) throw saveError(path + " is a folder");
        file = new AtomicFile(path);
        return file.open();
    }

    /** Reduces a file name from a server to a safe base name: no folder, no leading dot, no unusual characters. */
    static String sanitizeName(String serverName, String fallback) {
        String baseName = serverName.substring(Math.max(serverName.lastIndexOf('/'), serverName.lastIndexOf('\\')) + 1);
        String sanitized = baseName.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]+", "");
        if (sanitized.isEmpty()) return fallback;
        // File systems allow 255 bytes. The end is kept because it contains the file extension.
        return sanitized.length() <= 200 ? sanitized : sanitized.substring(sanitized.length() - 200);
    }

    /** Moves the temporary file to the target path. */
    public Path commit() {
        try {
            if (Files.isSymbolicLink(path)) throw saveError(path + " is a link to another file");
            try {
                file.commit();
            } catch (AtomicMoveNotSupportedException e) {
                file.commitNonAtomically();
            }
            return path;
        } catch (IOException e) {
            throw BakshException.failure(path + " cannot be written: " + e.getMessage(), "nothing was saved");
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
