package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.files.RegularFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Result of the verification of a journal's hash chain.
 *
 * @param lineCount number of valid lines
 * @param headHash hash of the last valid line; a copy in another place shows later whether the end was removed or
 *     rewritten
 * @param tornBytes bytes of an incomplete last line, which is ignored; 0 when the file ends with a line end
 * @param error file, line and problem, or null when the chain is intact
 */
public record ChainVerification(long lineCount, String headHash, long tornBytes, String error) {
    /** Far above the longest line that baksh writes. */
    private static final int MAX_LINE = 64 << 20;

    static final ChainVerification EMPTY = new ChainVerification(0, JournalLineCodec.NO_PREVIOUS_HASH, 0, null);

    /**
     * Verifies a journal from its first line: each line must contain the hash of the previous line. Passes the events to
     * the sink up to the first error; a missing file has no events. Holds one line in memory.
     *
     * @throws BakshException (exit 74) the file is not a regular file; (exit 1) the file cannot be read
     */
    static ChainVerification verify(Path file, Consumer<JournalEvent> eventSink) {
        long lineCount = 0;
        String headHash = JournalLineCodec.NO_PREVIOUS_HASH;
        try {
            RegularFile.require(file);
        } catch (NoSuchFileException missingFile) {
            return EMPTY;
        } catch (RegularFile.RefusedException e) {
            throw new BakshException(ExitCode.JOURNAL, "journal " + e.getMessage(), "move it away", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    if (line.size() == MAX_LINE)
                        throw new JournalLineCodec.CorruptLineException(
                                "it is longer than " + (MAX_LINE >> 20) + " MiB");
                    line.write(b);
                    continue;
                }
                byte[] bytes = line.toByteArray();
                eventSink.accept(JournalLineCodec.parse(bytes, lineCount, headHash));
                lineCount++;
                headHash = JournalLineCodec.hash(bytes);
                line.reset();
            }
            return new ChainVerification(lineCount, headHash, line.size(), null);
        } catch (JournalLineCodec.CorruptLineException corruptLine) {
            String error = "journal " + file + ", line " + (lineCount + 1) + ": " + corruptLine.getMessage();
            return new ChainVerification(lineCount, headHash, 0, error);
        } catch (NoSuchFileException missingFile) {
            return EMPTY;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static BakshException unreadable(Path file, IOException e) {
        String cause = WriteJournal.describeCause(e);
        return new BakshException(ExitCode.FAILED, "journal " + file + " cannot be read: " + cause, null, e);
    }

    /** Returns true if the verification found no error. */
    public boolean isIntact() {
        return error == null;
    }
}
