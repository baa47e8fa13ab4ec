package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Code that runs with the credentials of the backup servers must be code that only its owner can change. */
public final class FileOwnership {
    private FileOwnership() {}

    /**
     * Refuses a file that its group or all users may write. A group of the owner's own name is that user alone, as on
     * systems that give every user such a group and a umask of 002. A file system without such modes, and a pipe
     * ({@code baksh run /dev/stdin}), pass: nobody else can change them under us.
     */
    public static void requireNotWritableByOthers(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return;
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) return;
        PosixFileAttributes attributes = view.readAttributes();
        if (!isWritableByOthers(attributes)) return;
        throw BakshException.refusal(
                file + " can be changed by other users of this machine (mode "
                        + PosixFilePermissions.toString(attributes.permissions()) + ")",
                "read it through, then: chmod go-w '" + file + "'");
    }

    /** Others than the owner may write. */
    static boolean isWritableByOthers(PosixFileAttributes attributes) {
        Set<PosixFilePermission> permissions = attributes.permissions();
        boolean isPrivateGroup =
                attributes.group().getName().equals(attributes.owner().getName());
        boolean groupWritable = permissions.contains(PosixFilePermission.GROUP_WRITE) && !isPrivateGroup;
        return groupWritable || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
}
