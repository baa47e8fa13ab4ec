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

/** The file that lines are appended to, opened anew for each: what an administrator moved away is not written to. */
final class JournalFile {
    private final Path folder;
    private final Path file;
    private final Path lockFile;
    private final TimeSource time;
    private final PrivateFiles privateFiles;
    private final JournalOpener opener;
    /** The last line that was written here, and its number: found at the end again, it need not be read once more. */
    private byte[] lastWrittenLine = {};

    private long lastWrittenSeq;

    /** @param privateFiles null for that of the process's user */
    JournalFile(Path folder, TimeSource time, PrivateFiles privateFiles, JournalOpener opener) {
        this.folder = folder;
        this.file = folder.resolve("journal.jsonl");
        this.lockFile = folder.resolve("journal.lock");
        this.time = time;
        this.privateFiles = privateFiles;
        this.opener = opener;
    }

    Path path() {
        return file;
    }

    Instant now() {
        return time.now();
    }

    /** @param sync return only once the disk has it */
    JournalEvent append(JournalEvent.Kind kind, Map<String, Object> data, boolean sync) throws IOException {
        // An interrupt ends a wait for a server; what became of the request is written all the same.
        boolean interrupted = Thread.interrupted();
        try {
            PrivateFiles ownerFiles = privateFiles == null ? PrivateFiles.ofCurrentUser() : privateFiles;
            ownerFiles.ensureFolder(folder);
            ownerFiles.ensureFile(lockFile);
            return ProcessLock.of(lockFile).withLock(time, () -> {
                if (ownerFiles.ensureFile(file)) syncFolder();
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
        byte[] line = JournalLine.format(
                event, tail.lastLine() == null ? JournalLine.NO_PREVIOUS_HASH : JournalLine.hash(tail.lastLine()));
        byte[] terminatedLine = Arrays.copyOf(line, line.length + 1);
        terminatedLine[line.length] = '\n';
        // What stands behind the last line end was never acknowledged to anyone.
        if (out.length() > tail.nextLineStart()) out.setLength(tail.nextLineStart());
        out.seek(tail.nextLineStart());
        try {
            out.write(terminatedLine);
            if (sync) out.getFD().sync();
        } catch (IOException e) {
            rollBack(out, tail.nextLineStart(), e);
            throw e;
        }
        lastWrittenLine = line;
        lastWrittenSeq = event.seq();
        return event;
    }

    /** So that nobody takes for an intent what was refused. If this fails too, one is left open: only more careful. */
    private static void rollBack(RandomAccessFile out, long end, IOException cause) {
        try {
            out.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private long lastSeq(JournalTail tail) {
        if (tail.lastLine() == null) return 0;
        if (Arrays.equals(tail.lastLine(), lastWrittenLine)) return lastWrittenSeq;
        try {
            return JournalLine.parse(tail.lastLine(), null).seq();
        } catch (CorruptLineException corruptLine) {
            throw new BakshException(
                    ExitCode.JOURNAL,
                    "journal " + file + ", last line: " + corruptLine.getMessage(),
                    "see: baksh journal verify; move the file away to begin a new one");
        }
    }

    /** A new file is not safe until the folder that names it is. */
    private void syncFolder() throws IOException {
        // Elsewhere a folder cannot be opened, and the system writes names by itself.
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
        try (FileChannel folderChannel = FileChannel.open(folder)) {
            folderChannel.force(true);
        }
    }
}
