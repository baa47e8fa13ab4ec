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
 * What {@code baksh check} finds out about a file: what is wrong in it, and every call that writes. Nothing of the file is
 * run: no static block, and no annotation that works while compiling.
 *
 * <p>Calls are found where the text shows on what they are made, in the files that it includes and in the classes of
 * {@code lib/} that it names too, there in those methods whose names are written somewhere. A name that is put together
 * while running is not seen; then all methods count.
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
     * Looks at a text.
     *
     * @param folder   that paths of {@code include} begin at
     * @param catalogs of {@code n2ws} and {@code px}
     */
    public static ScriptInspection of(
            String name, String text, Path folder, ScriptCompiler compiler, Map<String, Catalog> catalogs) {
        RunbookOutline none = new RunbookOutline(name, null, List.of(), List.of(), false);
        List<Finding> findings = new ArrayList<>();
        try {
            RunbookOutline outline = OutlineParser.read(name, text);
            ModuleNode module = AstParser.of(SourceText.of(name, text).unit(), text);
            CompileTimeCodeCheck.find(module, findings);
            // Only when nothing in it works while compiling: the compiler would carry that out.
            if (findings.isEmpty()) compiler.compile(name, text);
            SourceDependencies companions = new SourceDependencies(compiler, folder, findings);
            Map<Path, ModuleNode> others = companions.of(module);
            DslTypeChecker walk = new DslTypeChecker(module, catalogs, companions.lent());
            walk.walk();
            findings.addAll(walk.findings());
            List<WriteCall> writes = new ArrayList<>(walk.writes());
            Set<MethodNode> unreached = ReachabilityAnalysis.unreached(module, others.values());
            others.forEach((file, other) -> {
                List<WriteCall> all = new ArrayList<>();
                companion(file, other, catalogs, companions.lent(), findings, all);
                for (WriteCall write : all) {
                    boolean idle = unreached.stream()
                            .anyMatch(method -> method.getDeclaringClass().getModule() == other
                                    && method.getLineNumber() <= write.line()
                                    && write.line() <= method.getLastLineNumber());
                    if (!idle) writes.add(write);
                }
            });
            return new ScriptInspection(outline, findings, writes);
        } catch (BakshException e) {
            findings.add(finding(name, e));
            return new ScriptInspection(none, findings, List.of());
        }
    }

    private static void companion(
            Path file,
            ModuleNode module,
            Map<String, Catalog> catalogs,
            Set<String> lent,
            List<Finding> findings,
            List<WriteCall> writes) {
        List<Finding> own = new ArrayList<>();
        CompileTimeCodeCheck.find(module, own);
        DslTypeChecker walk = new DslTypeChecker(module, catalogs, lent);
        walk.walk();
        own.addAll(walk.findings());
        own.forEach(finding -> findings.add(finding.in(file.toString())));
        walk.writes().forEach(write -> writes.add(write.in(file.toString())));
    }

    /** The place leads the message of a compile error: {@code failover.groovy:3: ...}. */
    private static Finding finding(String name, BakshException e) {
        String message = e.getMessage();
        if (e instanceof ScriptException known
                && known.place() != null
                && known.place().startsWith(name + ":")) {
            int line = Integer.parseInt(known.place().substring(name.length() + 1));
            String lead = known.place() + ": ";
            return new Finding(line, message.startsWith(lead) ? message.substring(lead.length()) : message, e.hint());
        }
        return new Finding(0, message, e.hint());
    }

    public List<Finding> findings() {
        return findings;
    }

    /** Every call that writes, by line. */
    public List<WriteCall> writes() {
        return writes;
    }

    /** All of it as maps, lists and plain values: {@code title, parameters, steps, writes, findings}. */
    public Map<String, Object> plain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("file", outline.name());
        plain.put("title", outline.title());
        List<Map<String, Object>> parameters = new ArrayList<>();
        for (RunbookParameter parameter : outline.parameters()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", parameter.name());
            one.put("kind", parameter.kind().name().toLowerCase(Locale.ROOT));
            one.put("required", parameter.required());
            one.put("default", parameter.preset() == null ? null : String.valueOf(parameter.preset()));
            one.put("help", parameter.help());
            one.put("choices", parameter.choices());
            parameters.add(one);
        }
        plain.put("parameters", parameters);
        List<Map<String, Object>> steps = new ArrayList<>();
        for (RunbookOutline.Step step : outline.steps()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("line", step.line());
            one.put("step", step.name());
            steps.add(one);
        }
        plain.put("steps", steps);
        List<Map<String, Object>> calls = new ArrayList<>();
        for (WriteCall write : writes) {
            Map<String, Object> one = new LinkedHashMap<>();
            if (write.file() != null) one.put("file", write.file());
            one.put("line", write.line());
            one.put("call", write.call());
            one.put("effect", write.effect());
            one.put("permission", write.permission());
            calls.add(one);
        }
        plain.put("writes", calls);
        List<Map<String, Object>> wrong = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> one = new LinkedHashMap<>();
            if (finding.file() != null) one.put("file", finding.file());
            one.put("line", finding.line());
            one.put("message", finding.message());
            one.put("hint", finding.hint());
            wrong.add(one);
        }
        plain.put("findings", wrong);
        return plain;
    }
}
