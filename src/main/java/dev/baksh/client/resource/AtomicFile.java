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
    private final Path where;
    private final boolean folder;
    private final String name;
    private Path place;
    private Path part;

    /**
     * @param where a file, or a folder: one that exists, or a path that ends with a slash
     * @param name  of the file in a folder when the server gives none
     */
    public AtomicFile(String where, String name) {
        try {
            this.where = Path.of(where);
        } catch (InvalidPathException e) {
            throw BakshException.failed("not usable as a file name: '" + where + "'", null);
        }
        this.name = name;
        folder = where.endsWith("/") || Files.isDirectory(this.where);
        if (folder && !Files.isDirectory(this.where)) {
            throw BakshException.failed("there is no folder " + where, "nothing was saved");
        }
    }

    @Override
    public OutputStream open(String served) throws IOException {
        close();
        place = folder ? where.resolve(served == null ? name : harmless(served, name)) : where;
        Path parent = place.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) throw refused("there is no folder " + parent);
        if (Files.isSymbolicLink(place)) throw refused(place + " is a link to another file");
        if (Files.isDirectory(place)) throw refused(place + " is a folder");
        part = Files.createTempFile(parent, ".baksh-", ".part");
        return Files.newOutputStream(part);
    }

    /** The name alone of what a server calls a file: no folder, nothing hidden, no odd characters. */
    static String harmless(String served, String otherwise) {
        String last = served.substring(Math.max(served.lastIndexOf('/'), served.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]+", "");
        if (plain.isEmpty()) return otherwise;
        // 200: file systems take 255 bytes, and the ending should survive.
        return plain.length() <= 200 ? plain : plain.substring(plain.length() - 200);
    }

    /** Puts the file in its place. */
    public Path commit() {
        try {
            if (Files.isSymbolicLink(place)) throw refused(place + " is a link to another file");
            try {
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, place, StandardCopyOption.REPLACE_EXISTING);
            }
            part = null;
            return place;
        } catch (IOException e) {
            throw BakshException.failed(place + " cannot be written: " + e.getMessage(), "nothing was saved");
        }
    }

    private static BakshException refused(String why) {
        return BakshException.failed(why + ": nothing was saved", "give another file name");
    }

    /** Takes away what has been written so far, unless it is in its place. */
    @Override
    public void close() {
        if (part == null) return;
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // A leftover .part file is in nobody's way; the error that led here says more.
            part = null;
        }
        part = null;
    }
}
