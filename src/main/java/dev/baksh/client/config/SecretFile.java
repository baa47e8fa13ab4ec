package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Reader for files that hold a secret: a regular file, no link, without permissions for other users. */
final class SecretFile {
    private static final Set<PosixFilePermission> NON_OWNER_PERMISSIONS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private SecretFile() {}

    /**
     * Reads the secret.
     *
     * @param location prefix of the error messages
     * @throws BakshException (exit 2) the file is missing, empty, a link, or other users may access the file
     */
    static Secret read(String location, Path file) {
        String messagePrefix = location + ": " + file;
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS))
            throw BakshException.usageError(messagePrefix + ": no such file", null);
        try {
            requirePrivate(messagePrefix, file);
            Secret secret = Secret.of(Files.readString(file));
            if (secret.isEmpty()) throw BakshException.usageError(messagePrefix + ": the file is empty", null);
            return secret;
        } catch (IOException e) {
            throw BakshException.usageError(messagePrefix + " cannot be read", null);
        }
    }

    private static void requirePrivate(String messagePrefix, Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw BakshException.usageError(
                    messagePrefix + ": not a regular file", "a file with a secret must not be a link");
        }
        Set<PosixFilePermission> excessPermissions = EnumSet.copyOf(NON_OWNER_PERMISSIONS);
        excessPermissions.retainAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        if (!excessPermissions.isEmpty()) {
            throw BakshException.usageError(
                    messagePrefix + ": other users may read or write this secret", "chmod 600 " + file);
        }
    }
}
