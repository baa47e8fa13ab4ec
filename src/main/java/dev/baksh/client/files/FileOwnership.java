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

/**
 * Check that only the owner may write a file. Scripts run with the credentials of the backup servers, so no other user
 * may change scripts.
 */
public final class FileOwnership {
    private FileOwnership() {}

    /**
     * Refuses a file that is writable by its group or by all users. A group with the same name as the owner counts as
     * the owner alone, since many systems give every user a private group and the umask 002. Files on a file system
     * without POSIX permissions and pipes ({@code baksh run /dev/stdin}) pass: no other user can change them.
     *
     * @throws BakshException (exit 3) other users may write the file
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
                "check its content, then: chmod go-w '" + file + "'");
    }

    /** Returns true when another user than the owner may write. */
    static boolean isWritableByOthers(PosixFileAttributes attributes) {
        Set<PosixFilePermission> permissions = attributes.permissions();
        boolean isPrivateGroup =
                attributes.group().getName().equals(attributes.owner().getName());
        boolean groupWritable = permissions.contains(PosixFilePermission.GROUP_WRITE) && !isPrivateGroup;
        return groupWritable || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
}
