package dev.baksh.config;

import dev.baksh.api.BakshException;
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

    static Path checked(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw BakshException.usage(file + ": not a plain file", "a secret's file must not be a link");
        }
        Set<PosixFilePermission> wide = EnumSet.copyOf(OTHERS);
        wide.retainAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        if (!wide.isEmpty()) {
            throw BakshException.usage(file + ": other users may read or write this secret", "chmod 600 " + file);
        }
        return file;
    }
}
