package dev.baksh.client.journal;

import dev.baksh.client.files.RegularFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * End of a journal: the last complete line and its position. Read backwards, so that the time does not grow with the file.
 *
 * @param nextLineStart offset of the next line; bytes after this offset are an incomplete line
 * @param lastLine the last complete line, or null when the file has none
 */
record JournalTail(long nextLineStart, byte[] lastLine) {
    private static final int BLOCK_SIZE = 4_096;

    /** Returns the hash of the last line, which the next line must contain. */
    String hash() {
        return lastLine == null ? JournalLineCodec.NO_PREVIOUS_HASH : JournalLineCodec.hash(lastLine);
    }

    static JournalTail read(RandomAccessFile file) throws IOException {
        long lastLineEnd = findLineEnd(file, file.length());
        if (lastLineEnd < 0) return new JournalTail(0, null);
        long start = findLineEnd(file, lastLineEnd) + 1;
        byte[] line = new byte[Math.toIntExact(lastLineEnd - start)];
        file.seek(start);
        file.readFully(line);
        return new JournalTail(lastLineEnd + 1, line);
    }

    /** Returns the events of the last bytes of a journal; skips invalid lines, since no decision depends on them. */
    static List<JournalEvent> readEvents(Path path, int bytes) throws IOException {
        List<JournalEvent> events = new ArrayList<>();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return events;
        RegularFile.require(path);
        byte[] tail;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long start = Math.max(0, file.length() - bytes);
            tail = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(tail);
        }
        for (String line : new String(tail, StandardCharsets.ISO_8859_1).split("\n")) {
            try {
                events.add(JournalLineCodec.parse(line.getBytes(StandardCharsets.ISO_8859_1), null));
            } catch (JournalLineCodec.CorruptLineException corruptLine) {
                continue; // The first line is cut, and the last line may be incomplete.
            }
        }
        return events;
    }

    /** Returns the offset of the last LF before the limit, or -1. */
    private static long findLineEnd(RandomAccessFile file, long limit) throws IOException {
        byte[] block = new byte[BLOCK_SIZE];
        for (long blockEnd = limit; blockEnd > 0; ) {
            long blockStart = Math.max(0, blockEnd - BLOCK_SIZE);
            int length = (int) (blockEnd - blockStart);
            file.seek(blockStart);
            file.readFully(block, 0, length);
            for (int i = length - 1; i >= 0; i--) if (block[i] == '\n') return blockStart + i;
            blockEnd = blockStart;
        }
        return -1;
    }
}
