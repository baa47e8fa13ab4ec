package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.text.ShellWord;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creator and checker of folders (mode 0700) and files (mode 0600) that belong to one user: creates them, and refuses
 * to use existing ones with another owner or wider permissions, or in a folder where another user could replace them.
 *
 * <p>On a system without POSIX permissions only links and file types are checked.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FOLDER_PERMISSIONS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_PERMISSIONS = PosixFilePermissions.fromString("rw-------");

    /** Numeric id: resolving a user name reads the system's user list, or sends a request to a directory server. */
    private final Object userId;

    /** @param userId numeric id of the required owner, or null if the system has no ids */
    PrivateFiles(Object userId) {
        this.userId = userId;
    }

    /** Returns an instance for the user of this process. */
    public static PrivateFiles ofCurrentUser() throws IOException {
        return new PrivateFiles(currentUserId());
    }

    /** Returns the numeric id of the user of this process, or null if the system has no ids. */
    static Object currentUserId() throws IOException {
        // The id comes from the process: the user id of a container may have no name.
        Path processPath = Path.of("/proc/self");
        if (Files.exists(processPath)) return Files.getAttribute(processPath, "unix:uid");
        Path home = Path.of(System.getProperty("user.home"));
        return isPosix(home) ? Files.getAttribute(home, "unix:uid") : null;
    }

    /**
     * Creates the folder if missing, and checks that only this user has access.
     *
     * @throws BakshException (exit 74) the folder is a link, not a folder, accessible to other users, or cannot be created
     */
    public void ensureFolder(Path folder) throws IOException {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) createFolder(folder.toAbsolutePath());
        } catch (FileSystemException e) {
            Path existing = folder.toAbsolutePath();
            while (!Files.exists(existing)) existing = existing.getParent();
            throw refusal(
                    folder + " cannot be created in " + existing + (e.getReason() == null ? "" : ": " + e.getReason()),
                    "set BAKSH_HOME to the absolute path of a folder of your own");
        }
        BasicFileAttributes fileAttributes = readAttributes(folder);
        requirePrivate(folder, "folder", "700", fileAttributes, fileAttributes.isDirectory());
        try {
            new FileTrust(userId).require(folder);
        } catch (BakshException e) {
            throw refusal(e.getMessage(), "use a folder of your own");
        }
    }

    /**
     * Creates the file if missing, and checks that only this user has access. Returns true when the file was created.
     *
     * @throws BakshException (exit 74) the file is a link, not a regular file, or accessible to other users
     */
    public boolean ensureFile(Path file) throws IOException {
        boolean created = !Files.exists(file, LinkOption.NOFOLLOW_LINKS) && createFile(file);
        BasicFileAttributes fileAttributes = readAttributes(file);
        requirePrivate(file, "file", "600", fileAttributes, fileAttributes.isRegularFile());
        return created;
    }

    /**
     * Checks a file that baksh reads automatically, such as {@code servers.yaml}: all users may read the file, but only
     * this user or root may have written the file or put it there.
     *
     * @throws BakshException (exit 3) the file is a link, or another user owns or may replace or change it
     */
    public void checkSettingsFile(Path file) throws IOException {
        if (Files.isSymbolicLink(file))
            throw BakshException.refusal(file + " is a symbolic link", "put a real file in its place");
        if (!Files.isRegularFile(file)) throw BakshException.refusal(file + " is not a file", "move it away");
        new FileTrust(userId).require(file);
    }

    /** Returns true when this user owns the file or the link, or when the system has no owners. */
    public boolean isOwnedByUser(Path file) throws IOException {
        return userId == null || !isPosix(file) || ownerId(file).equals(userId);
    }

    private static void createFolder(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            if (Files.exists(parent)) throw refusal(parent + " is not a folder", "move it away");
            createFolder(parent);
        }
        try {
            Files.createDirectory(folder, attributes(folder, FOLDER_PERMISSIONS));
            // The umask removes permissions at creation, so the mode is set again.
            if (isPosix(folder)) Files.setPosixFilePermissions(folder, FOLDER_PERMISSIONS);
        } catch (FileAlreadyExistsException e) {
            // Another process created the folder first; its folder is checked like any other.
        }
    }

    private static boolean createFile(Path file) throws IOException {
        try {
            create(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false; // another process created the file first
        }
    }

    /**
     * Creates an empty file with mode 0600, whatever the umask. Each file with data of a server is created here.
     *
     * @throws FileAlreadyExistsException the file, a folder or a link of this name exists
     */
    public static Path create(Path file) throws IOException {
        Files.createFile(file, attributes(file, FILE_PERMISSIONS));
        // The umask removes permissions at creation, so the mode is set again.
        if (isPosix(file)) Files.setPosixFilePermissions(file, FILE_PERMISSIONS);
        return file;
    }

    /**
     * Creates a file with mode 0600 and this content. The file must not exist; a link is not followed.
     *
     * @throws FileAlreadyExistsException the file, a folder or a link of this name exists
     */
    public static void writeNew(Path file, String text) throws IOException {
        create(file);
        try {
            Files.writeString(file, text, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Creates a folder and its missing parents with mode 0700. An existing folder is not checked. */
    public static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) createFolder(folder.toAbsolutePath());
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static BasicFileAttributes readAttributes(Path path) throws IOException {
        Class<? extends BasicFileAttributes> attributesType =
                isPosix(path) ? PosixFileAttributes.class : BasicFileAttributes.class;
        return Files.readAttributes(path, attributesType, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns the inode of the file or link, which identifies the file after a replacement; null on systems without
     * inodes.
     */
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
        if (!FOLDER_PERMISSIONS.containsAll(attributes.permissions())) {
            String permissions = PosixFilePermissions.toString(attributes.permissions());
            throw refusal(
                    path + " is accessible to other users (" + permissions + ")",
                    "chmod " + mode + " " + ShellWord.quoteIfNeeded(path.toString()));
        }
    }

    /** Returns true when the file system of the path has POSIX permissions. */
    public static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static BakshException refusal(String message, String hint) {
        return new BakshException(ExitCode.JOURNAL, message, hint);
    }
}
