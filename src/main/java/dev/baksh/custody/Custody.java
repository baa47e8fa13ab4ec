package dev.baksh.custody;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * Keeps a folder (0700) and the files in it (0600) to one user: makes them so, and refuses to use them otherwise.
 *
 * <p>On a system without POSIX modes only links and kinds are checked.
 */
public final class Custody {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private final UserPrincipal user;

    /** @param user who must own all, or null where nobody can tell */
    Custody(UserPrincipal user) {
        this.user = user;
    }

    /** Of the user of this process. */
    public static Custody own() throws IOException {
        // By the process and not by name: a container may run under a number that has no name.
        Path process = Path.of("/proc/self");
        if (Files.exists(process)) return new Custody(Files.getOwner(process));
        Path home = Path.of(System.getProperty("user.home"));
        return new Custody(posix(home) ? Files.getOwner(home) : null);
    }

    /** The folder is there and ours alone. */
    public void folder(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) make(folder.toAbsolutePath());
        check(folder, "folder", "700", Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS));
    }

    /** The file is there and ours alone; true when it was made now. */
    public boolean file(Path file) throws IOException {
        boolean made = !Files.exists(file, LinkOption.NOFOLLOW_LINKS) && create(file);
        check(file, "file", "600", Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        return made;
    }

    /**
     * A file that baksh goes by without being told, such as {@code servers.yaml}: it may be read by all, but only its user, or
     * the system's, could have written it or put it there.
     */
    public void settings(Path file) throws IOException {
        if (Files.isSymbolicLink(file))
            throw BakshException.refused(file + " is a symbolic link", "put a real file in its place");
        if (!Files.isRegularFile(file)) throw BakshException.refused(file + " is not a file", "move it away");
        if (!posix(file)) return;
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean system = Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        if (user != null && !attributes.owner().equals(user) && !system)
            throw BakshException.refused(
                    file + " belongs to " + attributes.owner().getName(), "put a file of your own in its place");
        FileRights.check(file);
        Path folder = file.toAbsolutePath().getParent();
        if (FileRights.open(Files.readAttributes(folder, PosixFileAttributes.class)))
            throw BakshException.refused(
                    "other users of this machine can put files into " + folder, "chmod go-w '" + folder + "'");
    }

    private static void make(Path folder) throws IOException {
        try {
            if (folder.getParent() != null) Files.createDirectories(folder.getParent());
        } catch (FileAlreadyExistsException e) {
            throw refused(e.getFile() + " is not a folder", "move it away");
        }
        try {
            if (posix(folder)) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
                // A umask takes bits away from the mode asked for, so it is set once more.
                Files.setPosixFilePermissions(folder, FOLDER);
            } else Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its folder is checked like any other.
        }
    }

    private static boolean create(Path file) throws IOException {
        try {
            if (posix(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
                Files.setPosixFilePermissions(file, FILE);
            } else Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false; // another process was first
        }
    }

    private void check(Path path, String kind, String mode, boolean right) throws IOException {
        if (Files.isSymbolicLink(path))
            throw refused(path + " is a symbolic link", "put a real " + kind + " in its place");
        if (!right) throw refused(path + " is not a " + kind, "move it away");
        if (!posix(path)) return;
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (user != null && !attributes.owner().equals(user))
            throw refused(path + " belongs to " + attributes.owner().getName(), "move it away");
        for (PosixFilePermission permission : attributes.permissions())
            if (!FOLDER.contains(permission))
                throw refused(
                        path + " is open to others (" + PosixFilePermissions.toString(attributes.permissions()) + ")",
                        "chmod " + mode + " " + path);
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static BakshException refused(String message, String hint) {
        return new BakshException(Exit.JOURNAL, message, hint);
    }
}
