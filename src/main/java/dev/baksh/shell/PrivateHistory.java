package dev.baksh.shell;

import dev.baksh.client.files.AtomicFile;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.LineReader;
import org.jline.reader.impl.history.DefaultHistory;

/**
 * JLine history that saves input without secrets in a file with mode 0600.
 *
 * <p>JLine's own file format is not used: JLine follows symbolic links and leaves the mode to the umask. The file has
 * one entry per line, with line ends in an entry as {@code \n}. Each entry is appended when it is typed, so parallel
 * shells share the file.
 */
final class PrivateHistory extends DefaultHistory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final Pattern ESCAPE_PATTERN = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    /** Number of entries that are read at start, and kept in memory. */
    private static final int MAX_ENTRIES = 1000;

    /**
     * A file with twice {@link #MAX_ENTRIES} entries is reduced to the newest {@link #MAX_ENTRIES}, so a rewrite is
     * rare.
     */
    private static final int TRUNCATION_THRESHOLD = 2 * MAX_ENTRIES;

    private final Supplier<Path> currentPath;
    private Path file;
    private boolean opened;
    private final Predicate<String> secretDetector;
    private final Consumer<String> notice;
    private boolean canAppend;

    /**
     * @param currentPath returns the file for the servers in use; null for a history in memory only
     * @param secretDetector returns true for input that must not be saved, not even in memory
     * @param notice receives one message if the file cannot be used
     */
    PrivateHistory(Supplier<Path> currentPath, Predicate<String> secretDetector, Consumer<String> notice) {
        this.currentPath = currentPath;
        this.secretDetector = secretDetector;
        this.notice = notice;
    }

    @Override
    public void attach(LineReader reader) {
        reader.setVariable(LineReader.HISTORY_SIZE, MAX_ENTRIES);
        super.attach(reader);
    }

    /**
     * Loads the history file of the servers in use if the path has changed. The caller calls this method before each
     * line.
     */
    void reopenIfFileChanged() {
        Path newFile = currentPath.get();
        if (opened && Objects.equals(newFile, file)) return;
        opened = true;
        file = newFile;
        canAppend = false;
        try {
            purge();
            if (file == null) return;
            if (Files.isSymbolicLink(file)) {
                notice.accept("history is not saved: " + file + " is a symbolic link");
                return;
            }
            if (Files.exists(file) && !PrivateFiles.ofCurrentUser().isOwnedByUser(file)) {
                notice.accept("history is not saved: " + file + " belongs to another user");
                return;
            }
            if (file.getParent() != null) PrivateFiles.createFolders(file.getParent());
            List<String> lines = readLines();
            int firstIndex = Math.max(0, lines.size() - MAX_ENTRIES);
            for (String line : lines.subList(firstIndex, lines.size())) super.add(Instant.EPOCH, unescape(line));
            if (lines.size() > TRUNCATION_THRESHOLD) {
                String text = String.join("\n", lines.subList(firstIndex, lines.size())) + "\n";
                AtomicFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
            }
            canAppend = true;
        } catch (IOException e) {
            reportFailure(e);
        }
    }

    @Override
    public void add(Instant time, String line) {
        if (line.isBlank() || secretDetector.test(line)) return;
        int previousLast = isEmpty() ? -1 : last();
        super.add(time, line);
        boolean added = !isEmpty() && last() != previousLast;
        if (!added || !canAppend) return;
        try {
            appendToFile(get(last()));
        } catch (IOException e) {
            canAppend = false;
            reportFailure(e);
        }
    }

    /** Appends an entry with one write, so that entries of parallel shells do not mix. */
    private void appendToFile(String entry) throws IOException {
        boolean isNewFile = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (isNewFile) PrivateFiles.create(file);
        Set<OpenOption> options = Set.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            ByteBuffer bytes = ByteBuffer.wrap((escape(entry) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
        }
        if (!isNewFile) restrictPermissions();
    }

    private List<String> readLines() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return List.of();
        restrictPermissions();
        String text = new String(RegularFile.read(file, RegularFile.MAX_TEXT), StandardCharsets.UTF_8);
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    /** Sets mode 0600: an older file, or a file from another tool, may be readable by all users. */
    private void restrictPermissions() throws IOException {
        if (!PrivateFiles.isPosix(file)) return;
        if (!Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY))
            Files.setPosixFilePermissions(file, OWNER_ONLY);
    }

    private void reportFailure(IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        notice.accept("history is not saved: " + file + ": " + reason);
    }

    private static String escape(String entry) {
        return entry.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "");
    }

    private static String unescape(String line) {
        return ESCAPE_PATTERN
                .matcher(line)
                .replaceAll(escape -> escape.group(1).equals("n") ? "\n" : Matcher.quoteReplacement(escape.group(1)));
    }
}
