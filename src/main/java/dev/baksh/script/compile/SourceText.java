package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.files.Utf8Text;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.IntFunction;

/**
 * Groovy source to compile, with the name of its compilation unit.
 *
 * @param unit name of the compilation unit, {@code Runbook_failover.groovy}; also the name of the class
 * @param source Groovy source
 * @param lineLocator returns the location of a line (from 1) for messages, or null for a generated line
 */
public record SourceText(String unit, String source, IntFunction<String> lineLocator) {
    /**
     * Creates the source of a file. The class name has a prefix, because Groovy reads a variable with the name of the
     * class as the class: {@code report = 1} in {@code report.groovy} would be lost, and {@code px.groovy} would hide
     * the server.
     */
    public static SourceText of(String name, String source) {
        String base = name.endsWith(".groovy") ? name.substring(0, name.length() - ".groovy".length()) : name;
        String unit = "Runbook_" + base.replaceAll("[^A-Za-z0-9_]", "_") + ".groovy";
        return new SourceText(unit, source, line -> name + ":" + line);
    }

    /** Returns the line locator of a library file, whose unit name is a path. */
    static IntFunction<String> libraryLocator(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return line -> name + ":" + line;
    }

    /**
     * Reads the source of a file.
     *
     * @throws BakshException (exit 2) when there is no such file or the file cannot be read, (exit 3) when another user
     *     could have written the file or can replace it
     */
    public static String read(Path file) {
        if (file.toString().isEmpty())
            throw BakshException.usageError("the name of the file is empty", "nothing was run");
        try {
            if (Files.isDirectory(file)) throw BakshException.usageError(file + " is a folder, not a runbook", null);
            FileTrust.ofCurrentUser().require(file);
            return RegularFile.readTextOrPipe(file, RegularFile.MAX_TEXT);
        } catch (NoSuchFileException e) {
            throw BakshException.usageError("there is no file " + file, null);
        } catch (Utf8Text.EncodingException e) {
            throw BakshException.usageError(file + " is not UTF-8 text", e.hint());
        } catch (AccessDeniedException e) {
            throw BakshException.usageError(file + " cannot be read: permission denied", null);
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), "nothing was run");
        } catch (IOException e) {
            throw BakshException.usageError(file + " cannot be read: " + e.getMessage(), null);
        }
    }
}
