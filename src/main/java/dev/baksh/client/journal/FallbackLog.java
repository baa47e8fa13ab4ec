package dev.baksh.client.journal;

import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Log for lines that the journal could not write: standard error, and a file in another folder, since standard error
 * may be lost. The file is created with the first line, with a random name and mode 0600.
 */
public final class FallbackLog implements Consumer<String> {
    private final Path folder;
    private final TimeSource time;
    private final Consumer<String> standardError;
    private Path file;

    /** @param folder folder for temporary files */
    public FallbackLog(Path folder, TimeSource time, Consumer<String> standardError) {
        this.folder = folder;
        this.time = time;
        this.standardError = standardError;
    }

    @Override
    public synchronized void accept(String line) {
        standardError.accept(line);
        // An interrupt would close the file during the write.
        boolean interrupted = Thread.interrupted();
        try {
            if (file == null) file = Files.createTempFile(folder, "baksh-", ".unwritten");
            byte[] bytes = (time.now() + " " + line + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, bytes, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
            standardError.accept("the line is also in " + file);
        } catch (IOException | RuntimeException e) {
            standardError.accept("the line could not be copied to " + folder + ": " + WriteJournal.describeCause(e));
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
