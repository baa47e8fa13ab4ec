package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.http.DownloadTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there whole or not at all: written beside its place under another name, and moved there at the end. Only
 * its owner can read it. An older file of the name is replaced; a link is not followed, but refused.
 */
public final class AtomicFile implements DownloadTarget, AutoCloseable {
    private final Path target;
    private final boolean intoDirectory;
    private final String defaultName;
    private Path path;
    private Path tempFile;

    /**
     * @param target a file, or a folder: one that exists, or a path that ends with a slash
     * @param defaultName  of the file in a folder when the server gives none
     */
    public AtomicFile(String target, String defaultName) {
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
        tempFile = Files.createTempFile(parent, ".baksh-", ".part");
        return Files.newOutputStream(tempFile);
    }

    /** The name alone of what a server calls a file: no folder, nothing hidden, no odd characters. */
    static String sanitizeName(String serverName, String fallback) {
        String baseName = serverName.substring(Math.max(serverName.lastIndexOf('/'), serverName.lastIndexOf('\\')) + 1);
        String sanitized = baseName.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]+", "");
        if (sanitized.isEmpty()) return fallback;
        // 200: file systems take 255 bytes, and the ending should survive.
        return sanitized.length() <= 200 ? sanitized : sanitized.substring(sanitized.length() - 200);
    }

    /** Puts the file in its place. */
    public Path commit() {
        try {
            if (Files.isSymbolicLink(path)) throw saveError(path + " is a link to another file");
            try {
                Files.move(tempFile, path, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(tempFile, path, StandardCopyOption.REPLACE_EXISTING);
            }
            tempFile = null;
            return path;
        } catch (IOException e) {
            throw BakshException.failure(path + " cannot be written: " + e.getMessage(), "nothing was saved");
        }
    }

    private static BakshException saveError(String reason) {
        return BakshException.failure(reason + ": nothing was saved", "give another file name");
    }

    /** Takes away what has been written so far, unless it is in its place. */
    @Override
    public void close() {
        if (tempFile == null) return;
        try {
            Files.deleteIfExists(tempFile);
        } catch (IOException e) {
            // A leftover .part file is in nobody's way; the error that led here says more.
            tempFile = null;
        }
        tempFile = null;
    }
}
