package dev.baksh.script;

import dev.baksh.custody.FileRights;
import groovy.lang.GroovyResourceLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The source of a class that a script names, looked up in the library folders in order.
 *
 * <p>Nothing else is searched: Groovy by itself would also take a {@code .groovy} file from the class path.
 */
final class Libraries implements GroovyResourceLoader {
    private final List<Path> folders;

    Libraries(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    @Override
    public URL loadGroovySource(String className) throws MalformedURLException {
        // Groovy asks for every name it cannot resolve, px too: a lib/px.groovy would take the word's place in silence.
        if (Words.RESERVED.contains(className)) return null;
        String relative = className.replace('.', '/') + ".groovy";
        for (Path folder : folders) {
            Path file = folder.resolve(relative);
            if (!Files.isRegularFile(file)) continue;
            try {
                FileRights.check(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return file.toUri().toURL();
        }
        return null;
    }
}
