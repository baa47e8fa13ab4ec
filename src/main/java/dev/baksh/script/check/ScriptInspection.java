package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.ScriptException;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.OutlineParser;
import dev.baksh.script.runbook.RunbookOutline;
import dev.baksh.script.runbook.RunbookParameter;
import dev.baksh.script.transform.AstParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;

/**
 * Result of {@code baksh check}: problems of a file and all calls that write. No code of the file runs, neither a
 * static block nor an annotation with compile time effect.
 *
 * <p>A write is found when the type of its receiver can be inferred, also in included files and in classes of {@code
 * lib/}, there in methods whose names occur in reachable code. A computed method name cannot be resolved; then all
 * methods count as reachable.
 */
public final class ScriptInspection {
    private final RunbookOutline outline;
    private final List<Finding> findings;
    private final List<WriteCall> writes;

    private ScriptInspection(RunbookOutline outline, List<Finding> findings, List<WriteCall> writes) {
        this.outline = outline;
        this.findings = List.copyOf(findings);
        this.writes = List.copyOf(writes);
    }

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
            CompileTimeCodeCheck.find(module, findings);
            // Only without compile time effects: the compiler would run that code.
            if (findings.isEmpty()) compiler.compile(name, text);
            SourceDependencies sourceDependencies = new SourceDependencies(compiler, folder, findings);
            Map<Path, ModuleNode> modules = sourceDependencies.collect(module);
            DslTypeChecker typeChecker = check(module, catalogs, sourceDependencies);
            findings.addAll(typeChecker.findings());
            List<WriteCall> writes = new ArrayList<>(typeChecker.writes());
            Set<MethodNode> unreached = ReachabilityAnalysis.findUnreached(module, modules.values());
            modules.forEach((file, dependency) -> {
                List<Finding> fileFindings = new ArrayList<>();
                CompileTimeCodeCheck.find(dependency, fileFindings);
                DslTypeChecker fileChecker = check(dependency, catalogs, sourceDependencies);
                fileFindings.addAll(fileChecker.findings());
                fileFindings.forEach(finding -> findings.add(finding.inFile(file.toString())));
                for (WriteCall write : fileChecker.writes())
                    if (unreached.stream().noneMatch(method -> contains(method, dependency, write.line())))
                        writes.add(write.inFile(file.toString()));
            });
            return new ScriptInspection(outline, findings, writes);
        } catch (BakshException e) {
            findings.add(toFinding(name, e));
            return new ScriptInspection(emptyOutline, findings, List.of());
        }
    }

    private static DslTypeChecker check(
            ModuleNode module, Map<String, Catalog> catalogs, SourceDependencies dependencies) {
        DslTypeChecker typeChecker = new DslTypeChecker(module, catalogs, dependencies.includedNames());
        typeChecker.check();
        return typeChecker;
    }

    private static boolean contains(MethodNode method, ModuleNode module, int line) {
        return method.getDeclaringClass().getModule() == module
                && method.getLineNumber() <= line
                && line <= method.getLastLineNumber();
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

    public List<Finding> findings() {
        return findings;
    }

    /** All calls that write, by line. */
    public List<WriteCall> writes() {
        return writes;
    }

    /** Returns the result as maps, lists and scalars: {@code title, parameters, steps, writes, findings}. */
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
                "writes", writes.stream().map(ScriptInspection::toMap).toList(),
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
