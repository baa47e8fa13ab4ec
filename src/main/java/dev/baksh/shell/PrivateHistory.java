package dev.baksh.shell;

import dev.baksh.client.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jline.reader.impl.history.DefaultHistory;

/**
 * What was typed, kept in a file that only its owner can read, without secrets.
 *
 * <p>JLine's own file keeping is not used: it follows symbolic links and leaves the mode to the umask. The file is one entry
 * a line, line ends in an entry as {@code \n}; each entry is appended when it is typed, so shells side by side share it.
 */
final class PrivateHistory extends DefaultHistory {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    /** Entries read at start: more than anybody scrolls through. */
    private static final int KEPT = 1000;

    /** The file is cut back to {@link #KEPT} entries when it has twice as many, so seldom. */
    private static final int CUT_AT = 2 * KEPT;

    private final Supplier<Path> where;
    private Path file;
    private boolean opened;
    private final Predicate<String> secret;
    private final Consumer<String> notice;
    private boolean writing;

    /**
     * @param where  the file that is right now; null keeps nothing beyond this shell
     * @param secret true for a text that must not be kept, not in memory either
     * @param notice is told once when the file cannot be used
     */
    PrivateHistory(Supplier<Path> where, Predicate<String> secret, Consumer<String> notice) {
        this.where = where;
        this.secret = secret;
        this.notice = notice;
    }

    /** Goes over to the file that is right now, if that is another one; to be called before each line. */
    void follow() {
        Path now = where.get();
        if (opened && Objects.equals(now, file)) return;
        opened = true;
        file = now;
        writing = false;
        try {
            purge();
            if (file == null) return;
            if (Files.isSymbolicLink(file)) {
                notice.accept("history is not kept: " + file + " is a symbolic link");
                return;
            }
            if (Files.exists(file) && !PrivateFiles.own().ours(file)) {
                notice.accept("history is not kept: " + file + " belongs to somebody else");
                return;
            }
            if (file.getParent() != null) Files.createDirectories(file.getParent());
            List<String> lines = lines();
            int from = Math.max(0, lines.size() - KEPT);
            for (String line : lines.subList(from, lines.size())) super.add(Instant.EPOCH, plain(line));
            if (lines.size() > CUT_AT) rewrite(lines.subList(from, lines.size()));
            writing = true;
        } catch (IOException e) {
            tell(e);
        }
    }

    @Override
    public void add(Instant time, String line) {
        if (line.isBlank() || secret.test(line)) return;
        int before = isEmpty() ? -1 : last();
        super.add(time, line);
        boolean added = !isEmpty() && last() != before;
        if (!added || !writing) return;
        try {
            append(get(last()));
        } catch (IOException e) {
            writing = false;
            tell(e);
        }
    }

    /** One write for one entry: those of two shells do not mix. */
    private void append(String entry) throws IOException {
        boolean fresh = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        write(file, escape(entry) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (!fresh) restrict();
    }

    /** The cut file takes the old one's place in one step. */
    private void rewrite(List<String> lines) throws IOException {
        Path fresh = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        write(fresh, String.join("\n", lines) + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> lines() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return List.of();
        restrict();
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (InputStream in = Channels.newInputStream(Files.newByteChannel(file, options))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    /** A file of an earlier time, or of another tool, may have been readable by all. */
    private void restrict() throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null && !view.readAttributes().permissions().equals(OWNER))
            Files.setPosixFilePermissions(file, OWNER);
    }

    private static void write(Path file, String text, OpenOption... how) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(how));
        options.add(LinkOption.NOFOLLOW_LINKS);
        boolean modes = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode =
                modes ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
        }
    }

    private void tell(IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        notice.accept("history is not kept: " + file + ": " + reason);
    }

    private static String escape(String entry) {
        return entry.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "");
    }

    private static String plain(String line) {
        StringBuilder entry = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escaped = c == '\\' && i + 1 < line.length();
            char next = escaped ? line.charAt(++i) : c;
            entry.append(escaped && next == 'n' ? '\n' : next);
        }
        return entry.toString();
    }
}
