package dev.baksh.client.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reader of regular files with a maximum size. A pipe or a device is refused before the file is opened: to open a pipe
 * waits for another process, and a device may have no end.
 */
public final class RegularFile {
    /** Size of the largest text that a user writes: a script, a plan, a list of CAs. */
    public static final int MAX_TEXT = 16 << 20;

    private RegularFile() {}

    /** Exception of a file that is not read; the message names the file and the cause. */
    public static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Refuses what is not a regular file, or a link to a regular file.
     *
     * @throws java.nio.file.NoSuchFileException the file does not exist
     */
    public static void require(Path file) throws IOException {
        if (Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) return;
        throw new RefusedException(file + " is not a regular file");
    }

    /** Reads a regular file. */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        require(file);
        return readAny(file, maxBytes);
    }

    /** Reads a regular file of UTF-8 text. */
    public static String readText(Path file, int maxBytes) throws IOException {
        return Utf8Text.decode(read(file, maxBytes));
    }

    /** Reads a file of UTF-8 text, or a pipe that the user gives instead of a file. */
    public static String readTextOrPipe(Path file, int maxBytes) throws IOException {
        return Utf8Text.decode(readAny(file, maxBytes));
    }

    private static byte[] readAny(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length <= maxBytes) return bytes;
            throw new RefusedException(file + " is larger than " + describe(maxBytes));
        }
    }

    private static String describe(int bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }
}
