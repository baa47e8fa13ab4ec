package dev.baksh.script.compile;

import dev.baksh.client.files.FileOwnership;
import dev.baksh.script.transform.ReservedNames;
import groovy.lang.GroovyResourceLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The source of a class that a script names, looked up in the library folders in order.
 *
 * <p>Nothing else is searched: Groovy by itself would also take a {@code .groovy} file from the class path.
 */
final class LibraryLoader implements GroovyResourceLoader {
    private final List<Path> folders;
    private final Map<String, CompiledScript.LibraryLookup> lookups = new ConcurrentHashMap<>();

    LibraryLoader(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    @Override
    public URL loadGroovySource(String className) throws MalformedURLException {
        Path file = findFile(className);
        if (file == null) {
            lookups.putIfAbsent(className, new CompiledScript.LibraryLookup(className, "", ""));
            return null;
        }
        try {
            FileOwnership.requireNotWritableByOthers(file);
            // Taken before Groovy reads it: a file that changes in between does not fit its hash, and is compiled anew.
            lookups.put(className, createLookup(className, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toUri().toURL();
    }

    /** The file of a class, or null. */
    Path findFile(String className) {
        // Groovy asks for every name it cannot resolve, px too: a lib/px.groovy would take the word's place in silence.
        if (ReservedNames.RESERVED.contains(className)) return null;
        String relative = className.replace('.', '/') + ".groovy";
        for (Path folder : folders) {
            Path file = folder.resolve(relative);
            if (Files.isRegularFile(file)) return file;
        }
        return null;
    }

    /** Of the files that lie in the folders themselves. */
    List<String> classNames() {
        Set<String> names = new TreeSet<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) continue;
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("\\p{Lu}\\w*\\.groovy"))
                        .forEach(name -> names.add(name.substring(0, name.length() - ".groovy".length())));
            } catch (IOException e) {
                continue; // A folder that may not be read: naming one of its classes says so.
            }
        }
        return List.copyOf(names);
    }

    private static CompiledScript.LibraryLookup createLookup(String className, Path file) throws IOException {
        return new CompiledScript.LibraryLookup(className, file.toString(), ScriptCache.hash(Files.readAllBytes(file)));
    }

    /**
     * Whether the name would be found as it was then.
     *
     * @throws BakshException (exit 3) the file can be changed by others
     */
    boolean isUnchanged(CompiledScript.LibraryLookup previous) throws IOException {
        Path file = findFile(previous.name());
        if (file == null) return previous.file().isEmpty();
        FileOwnership.requireNotWritableByOthers(file);
        return createLookup(previous.name(), file).equals(previous);
    }

    /** The names that were looked up so far. */
    List<CompiledScript.LibraryLookup> lookups() {
        return List.copyOf(lookups.values());
    }
}
