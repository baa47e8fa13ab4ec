package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.dsl.ClassMembers;
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

/** Lookup of the members of a JDK or library class by the class name in an input, for completion. Compiles and initialises no class. */
public final class ClassLookup {
    /** Users do not notice a pause of this length after TAB. */
    private static final Duration READ_TIMEOUT = Duration.ofMillis(150);
    /** Packages whose classes need no import and have members worth completion. */
    private static final List<String> DEFAULT_PACKAGES =
            List.of("java.time.", "java.util.", "java.lang.", "java.math.");

    private final ScriptCompiler compiler;
    private final FileReadCache<Map<String, ClassMembers>> libraryFiles = new FileReadCache<>(this::readFile);

    public ClassLookup(ScriptCompiler compiler) {
        this.compiler = compiler;
    }

    /** Names of the classes in the library folders. */
    public Set<String> names() {
        return new TreeSet<>(compiler.libraryClassNames());
    }

    /**
     * Finds a class by simple name; null when unknown.
     *
     * @param imports imported classes by alias: {@code Length} to {@code java.time.Duration}
     */
    public ClassMembers find(String name, Map<String, String> imports) {
        String qualifiedName = imports.getOrDefault(name, name);
        Path file = compiler.libraryFile(qualifiedName);
        String simple = qualifiedName.substring(qualifiedName.lastIndexOf('.') + 1);
        if (file != null) {
            Map<String, ClassMembers> membersByName = libraryFiles.get(file, READ_TIMEOUT);
            return membersByName == null ? null : membersByName.get(simple);
        }
        if (qualifiedName.indexOf('.') >= 0) return platformClass(qualifiedName);
        for (String packageName : DEFAULT_PACKAGES) {
            ClassMembers members = platformClass(packageName + name);
            if (members != null) return members;
        }
        return null;
    }

    /** Reads the library files before the first TAB. */
    public void preload() {
        for (String name : names()) find(name, Map.of());
    }

    private static ClassMembers platformClass(String name) {
        Class<?> type = loadPlatformClass(name);
        return type == null ? null : ClassMembers.of(type);
    }

    /** Loads a class of the JDK only: another loader might run code of the user. Returns null for no such class. */
    static Class<?> loadPlatformClass(String name) {
        try {
            return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private Map<String, ClassMembers> readFile(Path file) {
        Map<String, ClassMembers> membersByName = new HashMap<>();
        try {
            for (ClassNode type : AstParser.parse(file.getFileName().toString(), SourceText.read(file))
                    .getClasses()) {
                membersByName.put(
                        type.getNameWithoutPackage(),
                        ClassMembers.of(
                                type,
                                name -> membersByName.containsKey(name)
                                        ? membersByName.get(name)
                                        : find(name, Map.of())));
            }
        } catch (BakshException | CompilationFailedException e) {
            return membersByName; // The use of the class reports the error of its file.
        }
        return membersByName;
    }
}
