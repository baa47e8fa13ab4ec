package dev.baksh.client.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A journal read from its first line, each held against the one before. */
final class HashChain {
    private HashChain() {}

    /** Gives the events up to the first fault; a file that is not there has none. */
    static ChainVerification follow(Path file, Consumer<JournalEvent> events) throws IOException {
        long lines = 0;
        String head = JournalLine.NONE;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                byte[] bytes = line.toByteArray();
                events.accept(JournalLine.read(bytes, lines, head));
                lines++;
                head = JournalLine.hash(bytes);
                line.reset();
            }
            return new ChainVerification(lines, head, line.size(), null);
        } catch (CorruptLineException misfit) {
            String fault = "journal " + file + ", line " + (lines + 1) + ": " + misfit.getMessage();
            return new ChainVerification(lines, head, 0, fault);
        } catch (NoSuchFileException none) {
            return new ChainVerification(0, JournalLine.NONE, 0, null);
        }
    }
}
