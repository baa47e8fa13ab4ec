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
    private static final Set<PosixFilePermission> FOLDER_PERMISSIONS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_PERMISSIONS = PosixFilePermissions.fromString("rw-------");

    /** A number and no name: to find the name of one, the system reads its list of users, or asks a directory server. */
    private final Object userId;

    /** @param userId the number of who must own all, or null where nobody can tell */
    PrivateFiles(Object userId) {
        this.userId = userId;
    }

    /** Of the user of this process. */
    public static PrivateFiles ofCurrentUser() throws IOException {
        // By the process and not by name: a container may run under a number that has no name.
        Path processPath = Path.of("/proc/self");
        if (Files.exists(processPath)) return new PrivateFiles(Files.getAttribute(processPath, "unix:uid"));
        Path home = Path.of(System.getProperty("user.home"));
        return new PrivateFiles(isPosix(home) ? Files.getAttribute(home, "unix:uid") : null);
    }

    /** The folder is there and ours alone. */
    public void ensureFolder(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) createFolder(folder.toAbsolutePath());
        BasicFileAttributes fileAttributes = readAttributes(folder);
        requirePrivate(folder, "folder", "700", fileAttributes, fileAttributes.isDirectory());
    }

    /** The file is there and ours alone; true when it was made now. */
    public boolean ensureFile(Path file) throws IOException {
        boolean created = !Files.exists(file, LinkOption.NOFOLLOW_LINKS) && createFile(file);
        BasicFileAttributes fileAttributes = readAttributes(file);
        requirePrivate(file, "file", "600", fileAttributes, fileAttributes.isRegularFile());
        return created;
    }

    /**
     * A file that baksh goes by without being told, such as {@code servers.yaml}: it may be read by all, but only its user, or
     * the system's, could have written it or put it there.
     */
    public void checkSettingsFile(Path file) throws IOException {
        if (Files.isSymbolicLink(file))
            throw BakshException.refusal(file + " is a symbolic link", "put a real file in its place");
        if (!Files.isRegularFile(file)) throw BakshException.refusal(file + " is not a file", "move it away");
        if (!isPosix(file)) return;
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object owner = ownerId(file);
        if (userId != null && !owner.equals(userId) && !owner.equals(0))
            throw BakshException.refusal(
                    file + " belongs to " + attributes.owner().getName(), "put a file of your own in its place");
        FileOwnership.requireNotWritableByOthers(file);
        Path folder = file.toAbsolutePath().getParent();
        if (FileOwnership.isWritableByOthers(Files.readAttributes(folder, PosixFileAttributes.class)))
            throw BakshException.refusal(
                    "other users of this machine can put files into " + folder, "chmod go-w '" + folder + "'");
    }

    /** True when the file, or the link, is this user's own; where nobody can tell, too. */
    public boolean isOwnedByUser(Path file) throws IOException {
        return userId == null || !isPosix(file) || ownerId(file).equals(userId);
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            if (folder.getParent() != null) Files.createDirectories(folder.getParent());
        } catch (FileAlreadyExistsException e) {
            throw refusal(e.getFile() + " is not a folder", "move it away");
        }
        try {
            if (isPosix(folder)) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER_PERMISSIONS));
                // A umask takes bits away from the mode asked for, so it is set once more.
                Files.setPosixFilePermissions(folder, FOLDER_PERMISSIONS);
            } else Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its folder is checked like any other.
        }
    }

    private static boolean createFile(Path file) throws IOException {
        try {
            if (isPosix(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE_PERMISSIONS));
                Files.setPosixFilePermissions(file, FILE_PERMISSIONS);
            } else Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false; // another process was first
        }
    }

    private static BasicFileAttributes readAttributes(Path path) throws IOException {
        Class<? extends BasicFileAttributes> attributesType =
                isPosix(path) ? PosixFileAttributes.class : BasicFileAttributes.class;
        return Files.readAttributes(path, attributesType, LinkOption.NOFOLLOW_LINKS);
    }

    /** The number of the file, or of the link, which tells it from another of its name; null where files have none. */
    public static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static Object ownerId(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private void requirePrivate(
            Path path, String kind, String mode, BasicFileAttributes fileAttributes, boolean isExpectedKind)
            throws IOException {
        if (fileAttributes.isSymbolicLink())
            throw refusal(path + " is a symbolic link", "put a real " + kind + " in its place");
        if (!isExpectedKind) throw refusal(path + " is not a " + kind, "move it away");
        if (!(fileAttributes instanceof PosixFileAttributes attributes)) return;
        if (userId != null && !ownerId(path).equals(userId))
            throw refusal(path + " belongs to " + attributes.owner().getName(), "move it away");
        for (PosixFilePermission permission : attributes.permissions())
            if (!FOLDER_PERMISSIONS.contains(permission))
                throw refusal(
                        path + " is open to others (" + PosixFilePermissions.toString(attributes.permissions()) + ")",
                        "chmod " + mode + " " + path);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static BakshException refusal(String message, String hint) {
        return new BakshException(ExitCode.JOURNAL, message, hint);
    }
}
