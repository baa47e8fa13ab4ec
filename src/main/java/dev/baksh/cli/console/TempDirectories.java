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
    public static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
        } catch (IOException | UncheckedIOException e) {
            // It holds nothing secret.
        }
    }
}
