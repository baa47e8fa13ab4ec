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
            DslTypeChecker typeChecker = new DslTypeChecker(module, catalogs, sourceDependencies.includedNames());
            typeChecker.check();
            findings.addAll(typeChecker.findings());
            List<WriteCall> writes = new ArrayList<>(typeChecker.writes());
            Set<MethodNode> unreached = ReachabilityAnalysis.findUnreached(module, modules.values());
            modules.forEach((file, dependency) -> {
                List<WriteCall> writesInFile = new ArrayList<>();
                inspectDependency(
                        file, dependency, catalogs, sourceDependencies.includedNames(), findings, writesInFile);
                for (WriteCall write : writesInFile) {
                    boolean isUnreachable = unreached.stream()
                            .anyMatch(method -> method.getDeclaringClass().getModule() == dependency
                                    && method.getLineNumber() <= write.line()
                                    && write.line() <= method.getLastLineNumber());
                    if (!isUnreachable) writes.add(write);
                }
            });
            return new ScriptInspection(outline, findings, writes);
        } catch (BakshException e) {
            findings.add(toFinding(name, e));
            return new ScriptInspection(emptyOutline, findings, List.of());
        }
    }

    private static void inspectDependency(
            Path file,
            ModuleNode module,
            Map<String, Catalog> catalogs,
            Set<String> includedNames,
            List<Finding> findings,
            List<WriteCall> writes) {
        List<Finding> fileFindings = new ArrayList<>();
        CompileTimeCodeCheck.find(module, fileFindings);
        DslTypeChecker typeChecker = new DslTypeChecker(module, catalogs, includedNames);
        typeChecker.check();
        fileFindings.addAll(typeChecker.findings());
        fileFindings.forEach(finding -> findings.add(finding.inFile(file.toString())));
        typeChecker.writes().forEach(write -> writes.add(write.inFile(file.toString())));
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

    public List<Finding> findings() {
        return findings;
    }

    /** All calls that write, by line. */
    public List<WriteCall> writes() {
        return writes;
    }

    /** Returns the result as maps, lists and scalars: {@code title, parameters, steps, writes, findings}. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", outline.name());
        map.put("title", outline.title());
        List<Map<String, Object>> parameters = new ArrayList<>();
        for (RunbookParameter parameter : outline.parameters()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", parameter.name());
            entry.put("kind", parameter.kind().name().toLowerCase(Locale.ROOT));
            entry.put("required", parameter.required());
            entry.put("default", parameter.defaultValue() == null ? null : String.valueOf(parameter.defaultValue()));
            entry.put("help", parameter.help());
            entry.put("choices", parameter.choices());
            parameters.add(entry);
        }
        map.put("parameters", parameters);
        List<Map<String, Object>> steps = new ArrayList<>();
        for (RunbookOutline.Step step : outline.steps()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("line", step.line());
            entry.put("step", step.name());
            steps.add(entry);
        }
        map.put("steps", steps);
        List<Map<String, Object>> writeMaps = new ArrayList<>();
        for (WriteCall write : writes) {
            Map<String, Object> entry = new LinkedHashMap<>();
            if (write.file() != null) entry.put("file", write.file());
            entry.put("line", write.line());
            entry.put("call", write.call());
            entry.put("effect", write.effect());
            entry.put("permission", write.permission());
            writeMaps.add(entry);
        }
        map.put("writes", writeMaps);
        List<Map<String, Object>> findingMaps = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> entry = new LinkedHashMap<>();
            if (finding.file() != null) entry.put("file", finding.file());
            entry.put("line", finding.line());
            entry.put("message", finding.message());
            entry.put("hint", finding.hint());
            findingMaps.add(entry);
        }
        map.put("findings", findingMaps);
        return map;
    }
}
