package dev.baksh.script;

import dev.baksh.api.BakshException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Code that runs with the credentials of the backup servers must be code that only its owner can change. */
final class FileRights {
    private FileRights() {}

    /**
     * Refuses a file that its group or all users may write. A file system without such modes, and a pipe
     * ({@code baksh run /dev/stdin}), pass: nobody else can change them under us.
     */
    static void check(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return;
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) return;
        Set<PosixFilePermission> mode = view.readAttributes().permissions();
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw BakshException.refused(
                    file + " can be changed by other users of this machine (mode " + PosixFilePermissions.toString(mode)
                            + ")",
                    "read it through, then: chmod go-w '" + file + "'");
        }
    }
}
