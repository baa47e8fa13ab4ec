package dev.baksh.journal;

import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * The end of a journal, read from behind: its cost does not grow with the file.
 *
 * @param end   where the next line begins; what stands behind it is a line that was never finished
 * @param line  the last whole line, or null when there is none
 */
record Tail(long end, byte[] line) {
    private static final int BLOCK = 4_096;

    static Tail of(RandomAccessFile file) throws IOException {
        long last = lineEnd(file, file.length());
        if (last < 0) return new Tail(0, null);
        long start = lineEnd(file, last) + 1;
        byte[] line = new byte[Math.toIntExact(last - start)];
        file.seek(start);
        file.readFully(line);
        return new Tail(last + 1, line);
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
