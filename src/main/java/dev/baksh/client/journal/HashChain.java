package dev.baksh.client.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Verification of a journal from its first line: each line must contain the hash of the previous line. */
final class HashChain {
    private HashChain() {}

    /** Passes the events to the sink up to the first error; a missing file has no events. */
    static ChainVerification verify(Path file, Consumer<JournalEvent> eventSink) throws IOException {
        long lineCount = 0;
        String headHash = JournalLine.NO_PREVIOUS_HASH;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                byte[] bytes = line.toByteArray();
                eventSink.accept(JournalLine.parse(bytes, lineCount, headHash));
                lineCount++;
                headHash = JournalLine.hash(bytes);
                line.reset();
            }
            return new ChainVerification(lineCount, headHash, line.size(), null);
        } catch (JournalLine.CorruptLineException corruptLine) {
            String error = "journal " + file + ", line " + (lineCount + 1) + ": " + corruptLine.getMessage();
            return new ChainVerification(lineCount, headHash, 0, error);
        } catch (NoSuchFileException missingFile) {
            return new ChainVerification(0, JournalLine.NO_PREVIOUS_HASH, 0, null);
        }
    }
}
