package dev.baksh.client.journal;

import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Where a line goes that a journal could not take: to standard error, and to a file in another folder, since nobody may be
 * there to read it. The file is made with the first line, with a name that nobody can foresee and for its owner alone.
 */
public final class FallbackLog implements Consumer<String> {
    private final Path folder;
    private final TimeSource time;
    private final Consumer<String> standardError;
    private Path file;

    /** @param folder that of temporary files */
    public FallbackLog(Path folder, TimeSource time, Consumer<String> standardError) {
        this.folder = folder;
        this.time = time;
        this.standardError = standardError;
    }

    @Override
    public synchronized void accept(String line) {
        standardError.accept(line);
        // An interrupt would close the file.
        boolean interrupted = Thread.interrupted();
        try {
            if (file == null) file = Files.createTempFile(folder, "baksh-", ".unwritten");
            byte[] kept = (time.now() + " " + line + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, kept, StandardOpenOption.APPEND);
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            standardError.accept("it is kept in " + file);
        } catch (IOException | RuntimeException e) {
            String words = e instanceof IOException failed ? WriteJournal.words(failed) : e.getMessage();
            standardError.accept("it is kept nowhere else: " + folder + ": " + words);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
