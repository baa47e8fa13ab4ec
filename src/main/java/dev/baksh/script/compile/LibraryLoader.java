package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.files.Utf8Text;
import dev.baksh.dsl.ScriptBinding;
import groovy.lang.GroovyResourceLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
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
    private final Map<String, String> sources = new ConcurrentHashMap<>();

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
            byte[] bytes = RegularFile.read(file, RegularFile.MAX_TEXT);
            String text = Utf8Text.decode(bytes);
            lookups.put(className, createLookup(className, file, bytes));
            sources.put(className, text);
            return toUrl(file, text);
        } catch (Utf8Text.EncodingException e) {
            throw BakshException.usageError(file + " is not UTF-8 text", e.hint());
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), "nothing was run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns a URL with this content. Groovy would read a file itself, with its byte order mark, and with U+FFFD for text
     * in another encoding.
     */
    private static URL toUrl(Path file, String text) throws MalformedURLException {
        URLStreamHandler handler = new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return new URLConnection(url) {
                    @Override
                    public void connect() {}

                    @Override
                    public InputStream getInputStream() {
                        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                    }
                };
            }
        };
        return new URL("library", null, -1, file.toUri().getRawPath(), handler);
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

    private static CompiledScript.LibraryLookup createLookup(String className, Path file, byte[] content) {
        return new CompiledScript.LibraryLookup(className, file.toString(), Sha256.hex(content));
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
        return createLookup(previous.name(), file, RegularFile.read(file, RegularFile.MAX_TEXT))
                .equals(previous);
    }

    /** Source texts of the classes that were loaded so far. */
    Collection<String> sources() {
        return sources.values();
    }

    /** Lookups so far. */
    List<CompiledScript.LibraryLookup> lookups() {
        return List.copyOf(lookups.values());
    }
}
