package dev.baksh.client.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Opener of the journal file for one append, with read and write access. A {@link RandomAccessFile} and not a channel:
 * an interrupt (Ctrl-C) would close a channel in the middle of a line.
 */
interface JournalOpener {
    RandomAccessFile open(Path file) throws IOException;
}
