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
    private final Path lock;
    private final TimeSource time;
    private final PrivateFiles custody;
    private final JournalOpener disk;
    /** The last line that was written here, and its number: found at the end again, it need not be read once more. */
    private byte[] own = {};

    private long ownSeq;

    /** @param custody null for that of the process's user */
    JournalFile(Path folder, TimeSource time, PrivateFiles custody, JournalOpener disk) {
        this.folder = folder;
        this.file = folder.resolve("journal.jsonl");
        this.lock = folder.resolve("journal.lock");
        this.time = time;
        this.custody = custody;
        this.disk = disk;
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
            PrivateFiles keeper = custody == null ? PrivateFiles.own() : custody;
            keeper.folder(folder);
            keeper.file(lock);
            return ProcessLock.of(lock).held(time, () -> {
                if (keeper.file(file)) syncFolder();
                try (RandomAccessFile out = disk.open(file)) {
                    return append(out, kind, data, sync);
                }
            });
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private JournalEvent append(RandomAccessFile out, JournalEvent.Kind kind, Map<String, Object> data, boolean sync)
            throws IOException {
        JournalTail tail = JournalTail.of(out);
        JournalEvent event = new JournalEvent(last(tail) + 1, time.now(), kind, data);
        byte[] line = JournalLine.write(event, tail.line() == null ? JournalLine.NONE : JournalLine.hash(tail.line()));
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        // What stands behind the last line end was never acknowledged to anyone.
        if (out.length() > tail.end()) out.setLength(tail.end());
        out.seek(tail.end());
        try {
            out.write(ended);
            if (sync) out.getFD().sync();
        } catch (IOException e) {
            takeBack(out, tail.end(), e);
            throw e;
        }
        own = line;
        ownSeq = event.seq();
        return event;
    }

    /** So that nobody takes for an intent what was refused. If this fails too, one is left open: only more careful. */
    private static void takeBack(RandomAccessFile out, long end, IOException cause) {
        try {
            out.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private long last(JournalTail tail) {
        if (tail.line() == null) return 0;
        if (Arrays.equals(tail.line(), own)) return ownSeq;
        try {
            return JournalLine.read(tail.line(), null).seq();
        } catch (CorruptLineException misfit) {
            throw new BakshException(
                    ExitCode.JOURNAL,
                    "journal " + file + ", last line: " + misfit.getMessage(),
                    "see: baksh journal verify; move the file away to begin a new one");
        }
    }

    /** A new file is not safe until the folder that names it is. */
    private void syncFolder() throws IOException {
        // Elsewhere a folder cannot be opened, and the system writes names by itself.
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
        try (FileChannel names = FileChannel.open(folder)) {
            names.force(true);
        }
    }
}
