package dev.baksh.script.compile;

import dev.baksh.client.api.Sha256;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import dev.baksh.dsl.ScriptBinding;
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
 * Resource loader that finds the source of a class in the library folders, in order.
 *
 * <p>Other places are not searched. Groovy alone would also load a {@code .groovy} file from the class path.
 */
final class LibraryLoader implements GroovyResourceLoader {
    private final List<Path> folders;
    private final Map<String, CompiledScript.LibraryLookup> lookups = new ConcurrentHashMap<>();

    LibraryLoader(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    List<Path> folders() {
        return folders;
    }

    /** Returns a loader of the same folders without lookups. */
    LibraryLoader copy() {
        return new LibraryLoader(folders);
    }

    @Override
    public URL loadGroovySource(String className) throws MalformedURLException {
        Path file = findFile(className);
        if (file == null) {
            lookups.putIfAbsent(className, new CompiledScript.LibraryLookup(className, "", ""));
            return null;
        }
        try {
            FileTrust.ofCurrentUser().require(file);
            // Hash before Groovy reads the file: after a change in between, the hash does not match and the script is
            // recompiled.
            lookups.put(className, createLookup(className, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toUri().toURL();
    }

    /** Returns the file of a class, or null. */
    Path findFile(String className) {
        // Groovy looks up every unresolved name, px too: a lib/px.groovy would silently replace the server.
        if (ScriptBinding.RESERVED.contains(className)) return null;
        String relative = className.replace('.', '/') + ".groovy";
        for (Path folder : folders) {
            Path file = folder.resolve(relative);
            if (Files.isRegularFile(file)) return file;
        }
        return null;
    }

    /** Names of the classes directly in the folders. */
    List<String> classNames() {
        Set<String> names = new TreeSet<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) continue;
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("\\p{Lu}\\w*\\.groovy"))
                        .forEach(name -> names.add(name.substring(0, name.length() - ".groovy".length())));
            } catch (IOException e) {
                continue; // Unreadable folder: the use of one of its classes reports the error.
            }
        }
        return List.copyOf(names);
    }

    private static CompiledScript.LibraryLookup createLookup(String className, Path file) throws IOException {
        return new CompiledScript.LibraryLookup(
                className, file.toString(), Sha256.hex(RegularFile.read(file, RegularFile.MAX_TEXT)));
    }

    /**
     * Returns true when the lookup still gives the same file with the same content.
     *
     * @throws BakshException (exit 3) other users can change the file
     */
    boolean isUnchanged(CompiledScript.LibraryLookup previous) throws IOException {
        Path file = findFile(previous.name());
        if (file == null) return previous.file().isEmpty();
        FileTrust.ofCurrentUser().require(file);
        return createLookup(previous.name(), file).equals(previous);
    }

    /** Lookups so far. */
    List<CompiledScript.LibraryLookup> lookups() {
        return List.copyOf(lookups.values());
    }
}
