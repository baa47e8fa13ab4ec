package dev.baksh.client.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a journal, read from behind: its cost does not grow with the file.
 *
 * @param end   where the next line begins; what stands behind it is a line that was never finished
 * @param line  the last whole line, or null when there is none
 */
record JournalTail(long end, byte[] line) {
    private static final int BLOCK = 4_096;

    static JournalTail of(RandomAccessFile file) throws IOException {
        long last = lineEnd(file, file.length());
        if (last < 0) return new JournalTail(0, null);
        long start = lineEnd(file, last) + 1;
        byte[] line = new byte[Math.toIntExact(last - start)];
        file.seek(start);
        file.readFully(line);
        return new JournalTail(last + 1, line);
    }

    /** The events of the last so many bytes; a line that does not fit is left out, since nothing is decided by it. */
    static List<JournalEvent> events(Path path, int bytes) throws IOException {
        List<JournalEvent> events = new ArrayList<>();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return events;
        byte[] end;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long from = Math.max(0, file.length() - bytes);
            end = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(end);
        }
        for (String line : new String(end, StandardCharsets.ISO_8859_1).split("\n")) {
            try {
                events.add(JournalLine.read(line.getBytes(StandardCharsets.ISO_8859_1), null));
            } catch (CorruptLineException misfit) {
                continue; // The first is cut, and the last may be.
            }
        }
        return events;
    }

    /** The place of the last LF before this one, or -1. */
    private static long lineEnd(RandomAccessFile file, long before) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long to = before; to > 0; ) {
            long from = Math.max(0, to - BLOCK);
            int length = (int) (to - from);
            file.seek(from);
            file.readFully(block, 0, length);
            for (int i = length - 1; i >= 0; i--) if (block[i] == '\n') return from + i;
            to = from;
        }
        return -1;
    }
}
