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
    private static final int MOST = 200;

    private FileCompleter() {}

    /** Of {@link #under} the folders and the files of Groovy. */
    public static List<String> groovy(String typed) {
        return under(typed).stream()
                .filter(name -> name.endsWith("/") || name.endsWith(".groovy"))
                .toList();
    }

    /** The entries of the folder that is typed so far, as they would be typed; folders end in a slash. */
    static List<String> under(String typed) {
        String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        boolean hidden = typed.startsWith(".", folder.length());
        try (Stream<Path> entries = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            return entries.limit(10L * MOST)
                    .map(entry -> folder + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
                    .filter(name -> hidden || !name.startsWith(".", folder.length()))
                    .filter(name -> TerminalEscaper.safe(name).equals(name))
                    .sorted()
                    .limit(MOST)
                    .toList();
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return List.of(); // No such folder, or not to be read: nothing is offered.
        }
    }
}
