package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file that holds a secret must be a plain file that nobody else can read. */
final class SecretFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private SecretFile() {}

    /** @param where leads every complaint */
    static Secret read(String where, Path file) {
        String place = where + ": " + file;
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) throw BakshException.usage(place + ": no such file", null);
        try {
            check(place, file);
            Secret secret = Secret.of(Files.readString(file));
            if (secret.isEmpty()) throw BakshException.usage(place + ": the file is empty", null);
            return secret;
        } catch (IOException e) {
            throw BakshException.usage(place + " cannot be read", null);
        }
    }

    private static void check(String place, Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw BakshException.usage(place + ": not a plain file", "a secret's file must not be a link");
        }
        Set<PosixFilePermission> wide = EnumSet.copyOf(OTHERS);
        wide.retainAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        if (!wide.isEmpty()) {
            throw BakshException.usage(place + ": other users may read or write this secret", "chmod 600 " + file);
        }
    }
}
