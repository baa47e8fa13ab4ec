package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Keeps a folder (0700) and the files in it (0600) to one user: makes them so, and refuses to use them otherwise.
 *
 * <p>On a system without POSIX modes only links and kinds are checked.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    /** A number and no name: to find the name of one, the system reads its list of users, or asks a directory server. */
    private final Object user;

    /** @param user the number of who must own all, or null where nobody can tell */
    PrivateFiles(Object user) {
        this.user = user;
    }

    /** Of the user of this process. */
    public static PrivateFiles own() throws IOException {
        // By the process and not by name: a container may run under a number that has no name.
        Path process = Path.of("/proc/self");
        if (Files.exists(process)) return new PrivateFiles(Files.getAttribute(process, "unix:uid"));
        Path home = Path.of(System.getProperty("user.home"));
        return new PrivateFiles(posix(home) ? Files.getAttribute(home, "unix:uid") : null);
    }

    /** The folder is there and ours alone. */
    public void folder(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) make(folder.toAbsolutePath());
        BasicFileAttributes found = attributes(folder);
        check(folder, "folder", "700", found, found.isDirectory());
    }

    /** The file is there and ours alone; true when it was made now. */
    public boolean file(Path file) throws IOException {
        boolean made = !Files.exists(file, LinkOption.NOFOLLOW_LINKS) && create(file);
        BasicFileAttributes found = attributes(file);
        check(file, "file", "600", found, found.isRegularFile());
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
        Object owner = owner(file);
        if (user != null && !owner.equals(user) && !owner.equals(0))
            throw BakshException.refused(
                    file + " belongs to " + attributes.owner().getName(), "put a file of your own in its place");
        FileOwnership.check(file);
        Path folder = file.toAbsolutePath().getParent();
        if (FileOwnership.open(Files.readAttributes(folder, PosixFileAttributes.class)))
            throw BakshException.refused(
                    "other users of this machine can put files into " + folder, "chmod go-w '" + folder + "'");
    }

    /** True when the file, or the link, is this user's own; where nobody can tell, too. */
    public boolean ours(Path file) throws IOException {
        return user == null || !posix(file) || owner(file).equals(user);
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

    private static BasicFileAttributes attributes(Path path) throws IOException {
        Class<? extends BasicFileAttributes> kind = posix(path) ? PosixFileAttributes.class : BasicFileAttributes.class;
        return Files.readAttributes(path, kind, LinkOption.NOFOLLOW_LINKS);
    }

    /** The number of the file, or of the link, which tells it from another of its name; null where files have none. */
    public static Object number(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private void check(Path path, String kind, String mode, BasicFileAttributes found, boolean right)
            throws IOException {
        if (found.isSymbolicLink()) throw refused(path + " is a symbolic link", "put a real " + kind + " in its place");
        if (!right) throw refused(path + " is not a " + kind, "move it away");
        if (!(found instanceof PosixFileAttributes attributes)) return;
        if (user != null && !owner(path).equals(user))
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
        return new BakshException(ExitCode.JOURNAL, message, hint);
    }
}
