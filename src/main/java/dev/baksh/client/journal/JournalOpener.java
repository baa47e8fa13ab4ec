package dev.baksh.client.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Opens the journal for one append, to read and write. A {@link RandomAccessFile} and not a channel: an interrupt, which
 * is how Ctrl-C comes, would close a channel in the middle of a line.
 */
interface JournalOpener {
    RandomAccessFile open(Path file) throws IOException;
}
