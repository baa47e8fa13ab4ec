package dev.baksh.script.check;

import dev.baksh.dsl.ScriptBinding;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.transform.AstParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.classgen.VariableScopeVisitor;
import org.codehaus.groovy.control.CompilationFailedException;

/**
 * Analysis of a script that decides whether all state that the script can change belongs to its own run. Everything that the
 * script, its included files and its library classes name must be on an allow-list ({@link HarmlessClasses},
 * {@link HarmlessMembers}). Nothing is compiled, loaded or run.
 */
public final class IsolationAnalysis {
    /** In characters: a longer source is not analysed. */
    private static final int MAX_LENGTH = 1 << 18;

    /**
     * Result of an analysis.
     *
     * @param violation first use of something that is not on an allow-list, or null
     * @param files files that the result depends on; some of them do not exist
     */
    public record Result(String violation, Set<Path> files) {}

    private final HarmlessMembers members;
    private final Path folder;
    private final List<Path> libraries;
    private final Set<Path> files = new LinkedHashSet<>();
    private final Map<Path, ModuleNode> modules = new LinkedHashMap<>();
    private final Set<String> methodNames = new HashSet<>();
    private String violation;

    private IsolationAnalysis(HarmlessMembers members, Path folder, List<Path> libraries) {
        this.members = members;
        this.folder = folder;
        this.libraries = libraries;
    }

    /**
     * Analyses a source.
     *
     * @param folder base of relative paths of {@code include}
     * @param libraries folders with classes for every script
     * @param members allow-list of methods and properties
     */
    public static Result analyze(String text, Path folder, List<Path> libraries, HarmlessMembers members) {
        IsolationAnalysis analysis = new IsolationAnalysis(members, folder, libraries);
        try {
            if (!analysis.addScript(text)) return new Result(null, analysis.files);
            int moduleCount;
            do {
                // A module that was found later may declare names that earlier modules use.
                moduleCount = analysis.modules.size();
                analysis.violation = null;
                for (ModuleNode module : List.copyOf(analysis.modules.values()))
                    new IsolationVisitor(analysis, analysis.members, module).visitSource();
            } while (analysis.modules.size() > moduleCount);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // The process of the caller reports an invalid source.
            analysis.violation = "a source that cannot be analysed";
        }
        return new Result(analysis.violation, analysis.files);
    }

    /** Adds the script; false for a script that does not compile, and therefore runs nothing. */
    private boolean addScript(String text) {
        try {
            addModule(Path.of(""), text);
            return true;
        } catch (CompilationFailedException e) {
            return false;
        }
    }

    private void addModule(Path file, String text) {
        if (text.length() > MAX_LENGTH) throw new IllegalArgumentException("too long");
        ModuleNode module = AstParser.parse("Source" + modules.size() + ".groovy", text);
        for (ClassNode type : module.getClasses()) {
            new VariableScopeVisitor(module.getContext()).visitClass(type);
            for (MethodNode method : type.getMethods()) methodNames.add(method.getName());
        }
        modules.put(file, module);
    }

    /** Records that the script names something that is not on an allow-list. */
    void refuse(String message) {
        if (violation == null) violation = message;
    }

    /** Adds an included file to the analysis; false when the file does not exist. */
    boolean include(String name) {
        return addFile(folder.resolve(name));
    }

    /** Adds the library class with this name to the analysis; false without such a class. */
    boolean addLibraryClass(String className) {
        if (ScriptBinding.RESERVED.contains(className)) return false;
        for (Path library : libraries)
            if (addFile(library.resolve(className.replace('.', '/') + ".groovy"))) return true;
        return false;
    }

    private boolean addFile(Path file) {
        files.add(file);
        if (modules.containsKey(file)) return true;
        if (!Files.isRegularFile(file)) return false;
        addModule(file, SourceText.read(file));
        return true;
    }

    /** Returns true for a method that one of the sources declares. */
    boolean declaresMethod(String name) {
        return methodNames.contains(name);
    }
}
