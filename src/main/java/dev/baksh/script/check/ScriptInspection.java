package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.script.compile.CompileErrorFormatter;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.ScriptException;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.OutlineParser;
import dev.baksh.script.runbook.RunbookOutline;
import dev.baksh.script.runbook.RunbookParameter;
import dev.baksh.script.transform.AllowedAnnotations;
import dev.baksh.script.transform.AstParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.control.CompilationFailedException;

/**
 * Static inspection of a script or of an input of the shell: problems, and the calls that write. No code of the file
 * runs, not even static blocks or annotations with an effect at compile time.
 *
 * <p>A write is found when the type of its receiver can be inferred, also in included files and in classes of {@code
 * lib/}, there in methods whose names occur in reachable code. A computed method name cannot be resolved; then all
 * methods count as reachable, and the call is listed as unfollowed.
 *
 * @param writes all calls that write, by line
 * @param uncalledWrites calls that write in methods of {@code lib/} and of included files that the source does not call
 * @param unfollowedCalls calls of which the check cannot tell whether they write
 * @param isComplete false when the source or a file that it uses could not be read or compiled
 */
public record ScriptInspection(
        RunbookOutline outline,
        List<Finding> findings,
        List<WriteCall> writes,
        List<WriteCall> uncalledWrites,
        List<Finding> unfollowedCalls,
        boolean isComplete) {

    /**
     * Inspects a source.
     *
     * @param folder base of relative paths of {@code include}
     * @param catalogs catalogues of {@code n2ws} and {@code px}
     */
    public static ScriptInspection inspect(
            String name, String text, Path folder, ScriptCompiler compiler, Map<String, Catalog> catalogs) {
        RunbookOutline emptyOutline = new RunbookOutline(name, null, List.of(), List.of(), false);
        List<Finding> findings = new ArrayList<>();
        try {
            RunbookOutline outline = OutlineParser.parse(name, text);
            ModuleNode module = AstParser.parse(SourceText.of(name, text).unit(), text);
            SourceDependencies sourceDependencies = new SourceDependencies(compiler, folder, findings);
            Map<Path, ModuleNode> modules = sourceDependencies.collect(module);
            findCompileTimeCode(module, modules, findings);
            // Only without compile time effects: the compiler would run that code.
            if (findings.isEmpty()) {
                modules = sourceDependencies.collect(compiler.verify(name, text));
                findCompileTimeCode(module, modules, findings);
            }
            Inspection inspection =
                    new Inspection(module, modules, catalogs, sourceDependencies.includedNames(), compiler, false);
            inspection.findings.addAll(0, findings);
            List<String> files = modules.keySet().stream().map(Path::toString).toList();
            inspection.findings.sort(Comparator.comparingInt(finding -> files.indexOf(finding.file())));
            return inspection.toResult(outline, !sourceDependencies.isIncomplete());
        } catch (BakshException | CompilationFailedException e) {
            findings.add(toFinding(
                    name,
                    e instanceof BakshException failure
                            ? failure
                            : CompileErrorFormatter.toException(
                                    e, (unit, line) -> line < 1 ? null : name + ":" + line)));
            return new ScriptInspection(emptyOutline, findings, List.of(), List.of(), List.of(), false);
        }
    }

    /**
     * Inspects an input of the shell. Methods and classes of earlier inputs count as far as the input calls them; the
     * statements of these inputs have run already. Nothing is compiled.
     *
     * @param declaringSources earlier inputs with methods or classes
     * @param variables names of the variables of the session
     */
    public static ScriptInspection inspectInput(
            String text,
            List<String> declaringSources,
            Set<String> variables,
            Path folder,
            ScriptCompiler compiler,
            Map<String, Catalog> catalogs) {
        RunbookOutline outline = new RunbookOutline("input", null, List.of(), List.of(), false);
        List<Finding> findings = new ArrayList<>();
        SourceDependencies dependencies = new SourceDependencies(compiler, folder, findings);
        ModuleNode module = AstParser.parse("Input.groovy", text);
        Map<Path, ModuleNode> modules = new LinkedHashMap<>(dependencies.collect(module, text));
        for (String source : declaringSources) {
            ModuleNode earlier = AstParser.parse("Input.groovy", source);
            earlier.getClasses(); // Creates the class of the script, whose body is empty from here on.
            earlier.getStatementBlock().getStatements().clear();
            modules.putAll(dependencies.collect(earlier, source));
            modules.put(Path.of("input " + modules.size()), earlier);
        }
        Set<String> names = new HashSet<>(variables);
        names.addAll(dependencies.includedNames());
        Inspection inspection = new Inspection(module, modules, catalogs, names, compiler, true);
        inspection.findings.addAll(findings);
        return inspection.toResult(outline, !dependencies.isIncomplete());
    }

    private static void findCompileTimeCode(ModuleNode module, Map<Path, ModuleNode> modules, List<Finding> findings) {
        Consumer<Finding> add = finding -> {
            if (!findings.contains(finding)) findings.add(finding);
        };
        findCompileTimeCode(module, add);
        modules.forEach((file, dependency) ->
                findCompileTimeCode(dependency, finding -> add.accept(finding.inFile(file.toString()))));
    }

    /** Finds code that would run before the start of a script: annotations with compile time effect and static blocks. */
    private static void findCompileTimeCode(ModuleNode module, Consumer<Finding> findings) {
        AllowedAnnotations.check(
                module,
                (node, message) -> findings.accept(new Finding(
                        Math.max(0, node.getLineNumber()),
                        message,
                        message.startsWith("@")
                                ? "remove the annotation; put the classes that it names into lib/"
                                : "choose another name")));
        for (ClassNode node : module.getClasses()) {
            for (MethodNode method : node.getMethods("<clinit>")) {
                int line = method.getLineNumber();
                if (line < 1 && method.getCode() instanceof BlockStatement body && !body.isEmpty())
                    line = body.getStatements().get(0).getLineNumber();
                findings.accept(new Finding(
                        Math.max(0, line),
                        "a static block runs at the first use of its class, before any step",
                        "write a method instead"));
            }
        }
    }

    /** Collector of the findings, writes and unfollowed calls of a source and its dependencies. */
    private static final class Inspection {
        final List<Finding> findings = new ArrayList<>();
        final List<WriteCall> writes = new ArrayList<>();
        final List<WriteCall> uncalledWrites = new ArrayList<>();
        final List<Finding> unfollowedCalls = new ArrayList<>();

        /** @param hasServerVariables true if a variable from outside of the sources can be a server */
        Inspection(
                ModuleNode module,
                Map<Path, ModuleNode> modules,
                Map<String, Catalog> catalogs,
                Set<String> includedNames,
                ScriptCompiler compiler,
                boolean hasServerVariables) {
            Set<String> libraryClasses = Set.copyOf(compiler.libraryClassNames());
            DslTypeChecker typeChecker = new DslTypeChecker(module, catalogs, includedNames, libraryClasses);
            typeChecker.check();
            Map<Path, DslTypeChecker> fileCheckers = new LinkedHashMap<>();
            modules.forEach((file, dependency) -> {
                DslTypeChecker fileChecker = new DslTypeChecker(dependency, catalogs, includedNames, libraryClasses);
                fileChecker.check();
                fileCheckers.put(file, fileChecker);
            });
            boolean passesServer = hasServerVariables
                    || typeChecker.passesServer()
                    || fileCheckers.values().stream().anyMatch(DslTypeChecker::passesServer);
            findings.addAll(typeChecker.findings());
            writes.addAll(typeChecker.writes());
            unfollowedCalls.addAll(UnfollowedCallFinder.find(module));
            unfollowedCalls.addAll(typeChecker.unfollowedCalls(passesServer));
            Set<MethodNode> unreached = ReachabilityAnalysis.findUnreached(module, modules.values());
            modules.forEach((file, dependency) -> {
                DslTypeChecker fileChecker = fileCheckers.get(file);
                fileChecker.findings().forEach(finding -> findings.add(finding.inFile(file.toString())));
                for (WriteCall write : fileChecker.writes())
                    (isUnreached(unreached, dependency, write.line()) ? uncalledWrites : writes)
                            .add(write.inFile(file.toString()));
                List<Finding> calls = new ArrayList<>(UnfollowedCallFinder.find(dependency));
                calls.addAll(fileChecker.unfollowedCalls(passesServer));
                for (Finding call : calls)
                    if (!isUnreached(unreached, dependency, call.line()))
                        unfollowedCalls.add(call.inFile(file.toString()));
            });
        }

        ScriptInspection toResult(RunbookOutline outline, boolean complete) {
            return new ScriptInspection(outline, findings, writes, uncalledWrites, unfollowedCalls, complete);
        }
    }

    /** Returns true when all methods on the line are unreached; a line can have several methods. */
    private static boolean isUnreached(Set<MethodNode> unreached, ModuleNode module, int line) {
        List<MethodNode> methods = new ArrayList<>();
        for (ClassNode type : module.getClasses()) {
            for (MethodNode method : type.getMethods()) if (contains(method, line)) methods.add(method);
            for (MethodNode constructor : type.getDeclaredConstructors())
                if (contains(constructor, line)) methods.add(constructor);
            boolean hasField = type.getFields().stream()
                    .anyMatch(field -> field.getInitialExpression() != null && field.getLineNumber() == line);
            if (hasField) return false;
        }
        return !methods.isEmpty() && unreached.containsAll(methods);
    }

    private static boolean contains(MethodNode method, int line) {
        return method.getLineNumber() > 0 && method.getLineNumber() <= line && line <= method.getLastLineNumber();
    }

    /** Converts a compile error, whose message begins with the location: {@code failover.groovy:3: ...}. */
    private static Finding toFinding(String name, BakshException e) {
        String message = e.getMessage();
        if (e instanceof ScriptException scriptException
                && scriptException.location() != null
                && scriptException.location().startsWith(name + ":")) {
            int line = Integer.parseInt(scriptException.location().substring(name.length() + 1));
            String prefix = scriptException.location() + ": ";
            return new Finding(
                    line, message.startsWith(prefix) ? message.substring(prefix.length()) : message, e.hint());
        }
        return new Finding(0, message, e.hint());
    }

    public List<RunbookParameter> parameters() {
        return outline.parameters();
    }

    /** Returns true when {@link #writes} are certainly all calls that write. */
    public boolean isCertain() {
        return isComplete && findings.isEmpty() && unfollowedCalls.isEmpty();
    }

    /**
     * Returns the result as maps, lists and scalars: {@code file, title, parameters, steps, checked, writes, uncalled,
     * unfollowed, findings}.
     */
    public Map<String, Object> toMap() {
        return map(
                "file", outline.name(),
                "title", outline.title(),
                "parameters",
                        outline.parameters().stream()
                                .map(ScriptInspection::toMap)
                                .toList(),
                "steps",
                        outline.steps().stream()
                                .map(step -> map("line", step.line(), "step", step.name()))
                                .toList(),
                "checked", isComplete,
                "writes", writes.stream().map(ScriptInspection::toMap).toList(),
                "uncalled", uncalledWrites.stream().map(ScriptInspection::toMap).toList(),
                "unfollowed",
                        unfollowedCalls.stream().map(ScriptInspection::toMap).toList(),
                "findings", findings.stream().map(ScriptInspection::toMap).toList());
    }

    private static Map<String, Object> toMap(RunbookParameter parameter) {
        Object defaultValue = parameter.defaultValue();
        return map(
                "name", parameter.name(),
                "kind", parameter.kind().name().toLowerCase(Locale.ROOT),
                "required", parameter.required(),
                "default", defaultValue == null ? null : defaultValue.toString(),
                "help", parameter.help(),
                "choices", parameter.choices());
    }

    private static Map<String, Object> toMap(WriteCall write) {
        Map<String, Object> map = write.file() == null ? map() : map("file", write.file());
        map.putAll(map(
                "line", write.line(),
                "call", write.call(),
                "effect", write.effect(),
                "permission", write.permission()));
        return map;
    }

    private static Map<String, Object> toMap(Finding finding) {
        Map<String, Object> map = finding.file() == null ? map() : map("file", finding.file());
        map.putAll(map("line", finding.line(), "message", finding.message(), "hint", finding.hint()));
        return map;
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return map;
    }
}
