package dev.baksh.shell.complete;

import dev.baksh.output.TerminalEscaper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders that a typed path may become. */
public final class FileCompleter {
    /** A longer menu is no help, and a huge folder must not hold up TAB. */
    private static final int MAX_ENTRIES = 200;

    private FileCompleter() {}

    /** Of {@link #listEntries} the folders and the files of Groovy. */
    public static List<String> groovyFiles(String typed) {
        return listEntries(typed).stream()
                .filter(name -> name.endsWith("/") || name.endsWith(".groovy"))
                .toList();
    }

    /** The entries of the folder that is typed so far, as they would be typed; folders end in a slash. */
    static List<String> listEntries(String typed) {
        String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        boolean showHidden = typed.startsWith(".", folder.length());
        try (Stream<Path> entries = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            return entries.limit(10L * MAX_ENTRIES)
                    .map(entry -> folder + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
                    .filter(name -> showHidden || !name.startsWith(".", folder.length()))
                    .filter(name -> TerminalEscaper.sanitize(name).equals(name))
                    .sorted()
                    .limit(MAX_ENTRIES)
                    .toList();
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return List.of(); // No such folder, or not to be read: nothing is offered.
        }
    }
}
