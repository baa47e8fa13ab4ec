package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Writer of the files that users request from commands, such as reports; never overwrites a file. */
public final class NewFileWriter {
    private NewFileWriter() {}

    /** @throws BakshException (exit 3) the file exists; (exit 1) the file cannot be written, with the reason */
    public static void write(Path file, String text) {
        try {
            PrivateFiles.writeNew(file, text);
        } catch (FileAlreadyExistsException e) {
            throw BakshException.refusal(file + " already exists", "use another name, or delete the file first");
        } catch (NoSuchFileException e) {
            throw BakshException.failure(
                    file + " cannot be written: there is no folder "
                            + file.toAbsolutePath().getParent(),
                    null);
        } catch (AccessDeniedException e) {
            throw BakshException.failure(file + " cannot be written: permission denied", null);
        } catch (IOException e) {
            throw BakshException.failure(file + " cannot be written: " + e, null);
        }
    }
}
