package dev.baksh.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Utility that deletes the temporary folders of baksh with their content. */
public final class TempDirectories {
    private TempDirectories() {}

    /** Deletes a folder with its content, and ignores errors. */
    public static void deleteRecursively(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        } catch (IOException | UncheckedIOException e) {
            // Ignored: the folder contains no secrets, so a leftover file is harmless.
        }
    }
}
