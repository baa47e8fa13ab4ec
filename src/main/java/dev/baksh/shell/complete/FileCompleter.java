package dev.baksh.shell.complete;

import dev.baksh.output.TerminalEscaper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Completer for file names: lists the entries of the folder in a typed path. */
public final class FileCompleter {
    /** Limits the menu. */
    private static final int MAX_ENTRIES = 200;

    /** Limits the time of TAB in a large folder. */
    private static final int MAX_MATCHES = 10_000;

    private FileCompleter() {}

    /** Returns the folders and the {@code .groovy} files of {@link #listEntries}. */
    public static List<String> groovyFiles(String typed) {
        return listEntries(typed, name -> name.endsWith("/") || name.endsWith(".groovy"));
    }

    /**
     * Returns the entries that begin as the typed path, in any case, with the folder of that path; folders end with a
     * slash.
     */
    public static List<String> listEntries(String typed) {
        return listEntries(typed, name -> true);
    }

    /** Returns the path with the home folder of the user in place of {@code ~}, as other shells do. */
    public static String expandHome(String path) {
        String home = System.getenv("HOME");
        boolean isBelowHome = path.equals("~") || path.startsWith("~/");
        return isBelowHome && home != null ? home + path.substring(1) : path;
    }

    private static List<String> listEntries(String typed, Predicate<String> filter) {
        String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        boolean showHidden = typed.startsWith(".", folder.length());
        try (Stream<Path> entries = Files.list(Path.of(folder.isEmpty() ? "." : expandHome(folder)))) {
            return entries.filter(
                            entry -> (folder + entry.getFileName()).regionMatches(true, 0, typed, 0, typed.length()))
                    .limit(MAX_MATCHES)
                    .map(entry -> folder + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
                    .filter(filter)
                    .filter(name -> showHidden || !name.startsWith(".", folder.length()))
                    .filter(name -> TerminalEscaper.sanitize(name).equals(name))
                    .sorted()
                    .limit(MAX_ENTRIES)
                    .toList();
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return List.of(); // The folder does not exist or is not readable.
        }
    }
}
