package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.FileOwnership;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.IntFunction;

/**
 * Something to be compiled.
 *
 * @param unit   the name Groovy knows it by, {@code Runbook_failover.groovy}; its class is called so too
 * @param source the Groovy text
 * @param lineLocator  what a person calls a line (from 1), or null for a line that is not of their text
 */
public record SourceText(String unit, String source, IntFunction<String> lineLocator) {
    /**
     * A file. The class gets a prefix, because a variable of the class's name would mean the class: {@code report = 1} in a
     * {@code report.groovy} would be lost, and a {@code px.groovy} would hide the server.
     */
    public static SourceText of(String name, String source) {
        String base = name.endsWith(".groovy") ? name.substring(0, name.length() - ".groovy".length()) : name;
        String unit = "Runbook_" + base.replaceAll("[^A-Za-z0-9_]", "_") + ".groovy";
        return new SourceText(unit, source, line -> name + ":" + line);
    }

    /** What a person calls a line of a library file, which Groovy knows by its path. */
    static IntFunction<String> libraryLocator(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return line -> name + ":" + line;
    }

    /**
     * Reads the source of a file.
     *
     * @throws BakshException (exit 2) when there is no such file or the file cannot be read, (exit 3) when its group or all
     *     users may write to the file
     */
    public static String read(Path file) {
        try {
            if (Files.isDirectory(file)) throw BakshException.usageError(file + " is a folder, not a runbook", null);
            FileOwnership.requireNotWritableByOthers(file);
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw BakshException.usageError("there is no file " + file, null);
        } catch (CharacterCodingException e) {
            throw BakshException.usageError(file + " is not UTF-8 text", null);
        } catch (AccessDeniedException e) {
            throw BakshException.usageError(file + " cannot be read: permission denied", null);
        } catch (IOException e) {
            throw BakshException.usageError(file + " cannot be read: " + e.getMessage(), null);
        }
    }
}
