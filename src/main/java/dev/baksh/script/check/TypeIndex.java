package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.script.compile.FileReadCache;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.transform.AstParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.control.CompilationFailedException;

/** Classes that a typed name may mean, for completion: nothing is compiled, and no class is initialised. */
public final class TypeIndex {
    /** A person does not notice a pause this long after TAB. */
    private static final Duration PATIENCE = Duration.ofMillis(150);
    /** Packages whose classes need no import, and have words that are worth a menu. */
    private static final List<String> IMPORTED = List.of("java.time.", "java.util.", "java.lang.", "java.math.");

    private final ScriptCompiler compiler;
    private final FileReadCache<Map<String, ClassMembers>> files = new FileReadCache<>(this::read);

    public TypeIndex(ScriptCompiler compiler) {
        this.compiler = compiler;
    }

    /** Classes in the library folders. */
    public Set<String> names() {
        return new TreeSet<>(compiler.libraryNames());
    }

    /**
     * The class of a simple name, or null.
     *
     * @param imports what names import as: {@code Length} to {@code java.time.Duration}
     */
    public ClassMembers of(String name, Map<String, String> imports) {
        String whole = imports.getOrDefault(name, name);
        Path file = compiler.libraryFile(whole);
        String simple = whole.substring(whole.lastIndexOf('.') + 1);
        if (file != null) {
            Map<String, ClassMembers> read = files.of(file, PATIENCE);
            return read == null ? null : read.get(simple);
        }
        if (whole.indexOf('.') >= 0) return platform(whole);
        for (String folder : IMPORTED) {
            ClassMembers found = platform(folder + name);
            if (found != null) return found;
        }
        return null;
    }

    /** Reads the library files ahead of the first TAB. */
    public void warm() {
        for (String name : names()) of(name, Map.of());
    }

    /** Of the JDK alone: another loader might run somebody's code. */
    private static ClassMembers platform(String name) {
        try {
            return ClassMembers.of(Class.forName(name, false, ClassLoader.getPlatformClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private Map<String, ClassMembers> read(Path file) {
        Map<String, ClassMembers> found = new HashMap<>();
        try {
            for (ClassNode type : AstParser.of(file.getFileName().toString(), SourceText.read(file))
                    .getClasses()) {
                found.put(
                        type.getNameWithoutPackage(),
                        ClassMembers.of(type, name -> found.containsKey(name) ? found.get(name) : of(name, Map.of())));
            }
        } catch (BakshException | CompilationFailedException e) {
            return found; // A use of the class says what is wrong with its file.
        }
        return found;
    }
}
