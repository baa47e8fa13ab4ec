package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.ProcessLock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/**
 * Appender for a journal file: gives each event its number and the hash of the previous line, and first removes an
 * incomplete last line. Each append opens the file again, so that a file that an administrator has moved away is
 * not written.
 */
final class JournalFile {
    /**
     * Opener of the journal file for one append, with read and write access. A {@link RandomAccessFile} and not a
     * channel: an interrupt (Ctrl-C) would close a channel in the middle of a line.
     */
    interface Opener {
        RandomAccessFile open(Path file) throws IOException;
    }

    private final Path folder;
    private final Path file;
    private final TimeSource time;
    private final Opener opener;

    JournalFile(Path folder, TimeSource time) {
        this(folder, time, path -> new RandomAccessFile(path.toFile(), "rw"));
    }

    JournalFile(Path folder, TimeSource time, Opener opener) {
        this.folder = folder;
        this.file = folder.resolve("journal.jsonl");
        this.time = time;
        this.opener = opener;
    }

    Path path() {
        return file;
    }

    Instant now() {
        return time.now();
    }

    /** @param sync true to return only after the line is on disk */
    JournalEvent append(JournalEvent.Kind kind, Map<String, Object> data, boolean sync) throws IOException {
        // An interrupt ends the wait for a server; the outcome of the request must be written anyway.
        boolean interrupted = Thread.interrupted();
        try {
            return ProcessLock.inFolder(folder, "journal.lock").withLock(time, () -> {
                if (PrivateFiles.ofCurrentUser().ensureFile(file)) syncFolder();
                try (RandomAccessFile out = opener.open(file)) {
                    return append(out, kind, data, sync);
                }
            });
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private JournalEvent append(RandomAccessFile out, JournalEvent.Kind kind, Map<String, Object> data, boolean sync)
            throws IOException {
        JournalTail tail = JournalTail.read(out);
        JournalEvent event = new JournalEvent(lastSeq(tail) + 1, time.now(), kind, data);
        byte[] line = JournalLineCodec.format(event, tail.hash());
        byte[] terminatedLine = Arrays.copyOf(line, line.length + 1);
        terminatedLine[line.length] = '\n';
        // Bytes after the last line end were never acknowledged to a caller.
        if (out.length() > tail.nextLineStart()) out.setLength(tail.nextLineStart());
        out.seek(tail.nextLineStart());
        try {
            out.write(terminatedLine);
            if (sync) out.getFD().sync();
        } catch (IOException e) {
            rollBack(out, tail.nextLineStart(), e);
            throw e;
        }
        return event;
    }

    /**
     * Removes a refused line, so that it is not read as an intent. If this fails too, an open intent remains, which
     * only causes a check by the user.
     */
    private static void rollBack(RandomAccessFile out, long end, IOException cause) {
        try {
            out.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private long lastSeq(JournalTail tail) {
        if (tail.lastLine() == null) return 0;
        try {
            return JournalLineCodec.parse(tail.lastLine(), null).seq();
        } catch (JournalLineCodec.CorruptLineException corruptLine) {
            throw new BakshException(
                    ExitCode.JOURNAL,
                    "journal " + file + ", last line: " + corruptLine.getMessage(),
                    "see: baksh journal verify; move the file away to begin a new journal");
        }
    }

    /** A new file is durable only after its folder is synced. */
    private void syncFolder() throws IOException {
        // Other systems cannot open a folder, and sync names by themselves.
        if (!PrivateFiles.isPosix(folder)) return;
        try (FileChannel folderChannel = FileChannel.open(folder)) {
            folderChannel.force(true);
        }
    }
}
