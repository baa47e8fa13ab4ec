package dev.baksh.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What baksh has written for itself among the temporary files. */
public final class TempDirectories {
    private TempDirectories() {}

    /** Removes it with all that is in it, as far as that can be done. */
    public static void deleteRecursively(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        } catch (IOException | UncheckedIOException e) {
            // It holds nothing secret.
        }
    }
}
