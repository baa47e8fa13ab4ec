package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes the texts of a session as a runbook; never over a file that is there. */
public final class SessionFile {
    private SessionFile() {}

    /**
     * Writes the file.
     *
     * @param texts that ran to their end, in order
     * @return the number of its lines
     * @throws BakshException there is nothing to save, the file is there already, or it cannot be written
     */
    public static int write(Path file, List<String> texts) {
        if (texts.isEmpty()) throw BakshException.failure("nothing has run yet that could be saved", null);
        String title =
                file.getFileName().toString().replaceFirst("\\.groovy$", "").replace('-', ' ');
        String script = SessionExporter.toRunbook(title, texts);
        try {
            Files.writeString(file, script, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return (int) script.lines().count();
        } catch (FileAlreadyExistsException e) {
            throw BakshException.usageError(file + " is there already", "choose another name");
        } catch (NoSuchFileException e) {
            throw BakshException.usageError(
                    file + " cannot be written: there is no folder " + file.getParent(), "choose another name");
        } catch (AccessDeniedException e) {
            throw BakshException.usageError(
                    file + " cannot be written: it is not allowed there", "choose another name");
        } catch (IOException | InvalidPathException e) {
            throw BakshException.usageError(file + " cannot be written: " + e.getMessage(), null);
        }
    }
}
