package dev.baksh.client.files;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.text.ShellWord;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Checker of files that decide what is done with the credentials: scripts, libraries, catalogues, settings, CAs. Only the
 * user of this process and root may own or change the file, each folder above the file, and each link on the way. A folder
 * with the sticky bit, such as {@code /tmp}, may be writable by all users, because other users cannot replace the files
 * in the folder.
 *
 * <p>Files on a system without POSIX permissions and inherited pipes ({@code /dev/stdin}) pass. A group is private when
 * the group has the name of the owner and no other member; such a group counts as the owner. On a file system that is
 * mounted read-only, the permissions to write do not count. In a user namespace, a folder whose owner the namespace does
 * not map counts as a folder of root.
 */
public final class FileTrust {
    private static final int ROOT = 0;
    private static final int OTHERS_WRITE = 02;
    private static final int GROUP_WRITE = 020;
    private static final int STICKY = 01000;
    private static final int FILE_TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int FOLDER = 0040000;
    private static final int REGULAR = 0100000;
    private static final int PIPE = 0010000;
    /** Limit of the Linux kernel. */
    private static final int MAX_LINKS = 40;

    /** Numeric id of the user, or null if the system has no ids. */
    private final Object userId;

    FileTrust(Object userId) {
        this.userId = userId;
    }

    /** Returns an instance for the user of this process. */
    public static FileTrust ofCurrentUser() throws IOException {
        return new FileTrust(PrivateFiles.currentUserId());
    }

    /**
     * Refuses a file that another user could have written, or can replace.
     *
     * @throws BakshException (exit 3) the file is not trusted; the message names the file, the cause and the next step
     * @throws NoSuchFileException the file does not exist
     */
    public void require(Path file) throws IOException {
        if (!PrivateFiles.isPosix(file)) return;
        Path path = file.toAbsolutePath();
        boolean isInherited = path.startsWith("/dev/stdin") || path.startsWith("/dev/fd") || path.startsWith("/proc");
        if (isInherited && Files.exists(path) && !Files.isRegularFile(path)) return;
        walk(file, path);
    }

    private void walk(Path subject, Path path) throws IOException {
        Deque<Path> names = new ArrayDeque<>();
        path.forEach(names::add);
        Path current = path.getRoot();
        requireFolder(subject, current, attributes(current));
        int links = 0;
        while (!names.isEmpty()) {
            Path name = names.poll();
            if (name.toString().equals("..")) {
                if (current.getParent() != null) current = current.getParent();
                continue;
            }
            if (name.toString().isEmpty() || name.toString().equals(".")) continue;
            Path next = current.resolve(name);
            Map<String, Object> attributes = attributes(next);
            int type = mode(attributes) & FILE_TYPE;
            if (type == LINK) {
                requireLink(subject, next, attributes);
                if (++links > MAX_LINKS) throw new FileSystemLoopException(subject.toString());
                Path target = Files.readSymbolicLink(next);
                // An inherited descriptor of a file that has no name any more.
                if (next.startsWith("/proc") && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) return;
                for (int i = target.getNameCount() - 1; i >= 0; i--) names.addFirst(target.getName(i));
                if (target.isAbsolute()) current = target.getRoot();
            } else if (type == FOLDER) {
                requireFolder(subject, next, attributes);
                current = next;
            } else {
                requireFile(next, attributes);
                current = next;
            }
        }
    }

    private void requireFile(Path file, Map<String, Object> attributes) throws IOException {
        if (!isOwnedByUserOrRoot(attributes))
            throw BakshException.refusal(file + " belongs to " + owner(file), "replace it with your own file");
        int type = mode(attributes) & FILE_TYPE;
        if ((type == REGULAR || type == PIPE) && isWritableByOthers(file, attributes))
            throw BakshException.refusal(
                    file + " can be changed by other users of this machine (mode " + permissions(file) + ")",
                    "check its content, then: chmod go-w " + ShellWord.quote(file.toString()));
    }

    private void requireFolder(Path subject, Path folder, Map<String, Object> attributes) throws IOException {
        if (!isOwnedByUserOrRoot(attributes) && !SystemUsers.isUnmapped(attributes.get("uid")))
            throw BakshException.refusal(
                    subject + " can be replaced by " + owner(folder) + ", the owner of " + folder,
                    "check its content, then put a copy into a folder of your own");
        if ((mode(attributes) & STICKY) == 0 && isWritableByOthers(folder, attributes))
            throw BakshException.refusal(
                    subject + " can be replaced: other users of this machine can create files in " + folder,
                    "check its content, then: chmod go-w " + ShellWord.quote(folder.toString()));
    }

    private void requireLink(Path subject, Path link, Map<String, Object> attributes) throws IOException {
        if (isOwnedByUserOrRoot(attributes)) return;
        throw BakshException.refusal(
                subject + " is reached through the link " + link + ", which belongs to " + owner(link),
                "replace the link with your own");
    }

    private boolean isOwnedByUserOrRoot(Map<String, Object> attributes) {
        Object owner = attributes.get("uid");
        return userId == null || owner.equals(userId) || owner.equals(ROOT);
    }

    private static boolean isWritableByOthers(Path path, Map<String, Object> attributes) throws IOException {
        int mode = mode(attributes);
        boolean isWritable = (mode & OTHERS_WRITE) != 0 || (mode & GROUP_WRITE) != 0 && !hasPrivateGroup(path);
        return isWritable && !Files.getFileStore(path).isReadOnly();
    }

    private static boolean hasPrivateGroup(Path path) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return SystemUsers.isPrivateGroup(
                attributes.group().getName(), attributes.owner().getName());
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    }

    private static int mode(Map<String, Object> attributes) {
        return (int) attributes.get("mode");
    }

    private static String owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }
}
