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

/** Writer of session runbooks; never overwrites a file. */
public final class SessionFile {
    private SessionFile() {}

    /**
     * Writes the file.
     *
     * @param texts inputs that succeeded, in order
     * @return the number of lines written
     * @throws BakshException (exit 1) if there is no input; (exit 2) if the file exists or cannot be written
     */
    public static int write(Path file, List<String> texts) {
        if (texts.isEmpty()) throw BakshException.failure("there is nothing to save: no input has succeeded yet", null);
        String title =
                file.getFileName().toString().replaceFirst("\\.groovy$", "").replace('-', ' ');
        String script = SessionExporter.toRunbook(title, texts);
        try {
            Files.writeString(file, script, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return (int) script.lines().count();
        } catch (FileAlreadyExistsException e) {
            throw BakshException.usageError(file + " already exists", "choose another name");
        } catch (NoSuchFileException e) {
            throw BakshException.usageError(
                    file + " cannot be written: there is no folder " + file.getParent(), "choose another name");
        } catch (AccessDeniedException e) {
            throw BakshException.usageError(file + " cannot be written: permission denied", "choose another name");
        } catch (IOException | InvalidPathException e) {
            throw BakshException.usageError(file + " cannot be written: " + e.getMessage(), null);
        }
    }
}
