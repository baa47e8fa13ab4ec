package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.DriftResult;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.dsl.JournalValues;
import dev.baksh.dsl.ScriptBinding;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.ScriptHost;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import groovy.lang.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Runs files of the words of a runbook, as runs on record that can be resumed. */
public final class RunbookRunner {
    /** It may use words that are no parameters, itself or by another file. */
    private static final Pattern READS_ARGS = Pattern.compile("\\b(args|include)\\b");

    private final ScriptCompiler compiler;
    private final ErrorTranslator faults;
    private final ScriptHost host;
    private final Operator operator;
    private final OutlineCache outlines;
    private final UnaryOperator<BakshException> told;

    /** Makes the journal of a run, when its file is known to be good. */
    public interface Journals {
        /** @param header goes on record */
        RunJournal open(Map<String, Object> header);
    }

    /** Gives the script its variables. */
    public interface Bindings {
        void fill(ScriptBinding words);
    }

    /**
     * A file that is to be run.
     *
     * @param path  null for standard input
     * @param name  what it is called in errors
     * @param params what {@code --name value} words there are, for a file that declares none
     */
    public record Source(Path path, String name, String text, List<String> args, Map<String, Object> params) {}

    /** @param told what a failure is called, on record too */
    public RunbookRunner(
            ScriptCompiler compiler,
            ErrorTranslator faults,
            ScriptHost host,
            Operator operator,
            UnaryOperator<BakshException> told) {
        this.told = told;
        this.compiler = compiler;
        this.faults = faults;
        this.host = host;
        this.operator = operator;
        this.outlines = new OutlineCache(compiler.cache());
    }

    /** Whether the text has a word that only a runbook has; such a run is kept on record. */
    public boolean isRunbook(Source source) {
        return outlines.of(source.name(), source.text()).runbook();
    }

    /** The names of its steps, as far as they are known without running it. */
    public static List<String> steps(Source source) {
        return OutlineParser.read(source.name(), source.text()).steps().stream()
                .filter(RunbookOutline.Step::fixed)
                .map(RunbookOutline.Step::name)
                .toList();
    }

    /**
     * The parameters that a file declares, in order; nothing of it is run.
     *
     * @throws ScriptException with the place, when it is not Groovy or its declarations are wrong
     */
    public static List<RunbookParameter> parameters(String name, String text) {
        return OutlineParser.read(name, text).parameters();
    }

    /** What a file says of itself: title, parameters, steps; nothing of it is run. */
    public static String describe(String name, String path, String text) {
        return new RunbookHelp(OutlineParser.read(name, text), path).text();
    }

    /**
     * Runs a file from its beginning.
     *
     * @param kept false: nothing is on record, as in a dry run
     * @param dry  nothing is written, and nobody has to agree to anything
     * @throws BakshException (exit 2) a parameter is wrong; or whatever the script ends with
     */
    public void start(Source source, boolean kept, boolean dry, Journals journals, Bindings bindings) {
        RunbookOutline outline = outlines.of(source.name(), source.text());
        Class<? extends Script> script = compiler.compile(source.name(), source.text());
        List<String> rest = new ArrayList<>();
        Map<String, Object> values = outline.parameters().isEmpty()
                ? source.params()
                : ParameterParser.read(
                        source.name(),
                        outline.parameters(),
                        source.args(),
                        host.time().now(),
                        this::asked,
                        rest);
        List<String> args = outline.parameters().isEmpty() ? source.args() : rest;
        if (!outline.parameters().isEmpty()) refuseUnread(source, rest);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(
                "script",
                source.path() == null
                        ? "-"
                        : source.path().toAbsolutePath().normalize().toString());
        header.put("title", outline.title());
        header.put("args", args);
        header.put("declared", !outline.parameters().isEmpty());
        header.put("params", JournalValues.plain(values));
        run(
                new Plan(source, outline, script, args, values, kept, dry, ResumeOptions.ON),
                journals.open(header),
                bindings);
    }

    /** A word that nobody reads is a parameter that was meant to be given. */
    private static void refuseUnread(Source source, List<String> words) {
        if (words.isEmpty() || READS_ARGS.matcher(source.text()).find()) return;
        throw BakshException.usage(
                source.name() + " takes no '" + words.get(0) + "': it declares its parameters, and reads nothing else",
                "give them by name; see: baksh help " + source.name());
    }

    /** Goes on with a run. Its arguments are those that it was begun with. */
    public void resume(Source source, RunHistory record, ResumeOptions going, Journals journals, Bindings bindings) {
        RunbookOutline outline = outlines.of(source.name(), source.text());
        Class<? extends Script> script = compiler.compile(source.name(), source.text());
        List<String> args = new ArrayList<>();
        if (record.header().get("args") instanceof List<?> list) list.forEach(arg -> args.add(String.valueOf(arg)));
        Map<String, Object> values = new LinkedHashMap<>();
        if (JournalValues.revive(record.header().get("params"), host) instanceof Map<?, ?> map)
            map.forEach((name, value) -> values.put(name.toString(), value));
        Map<String, Object> header = new LinkedHashMap<>();
        put(header, "from", going.from());
        put(header, "only", going.only());
        put(header, "skip", going.skip());
        put(header, "resend", going.resend());
        put(header, "accept", going.accept());
        run(new Plan(source, outline, script, args, values, true, false, going), journals.open(header), bindings);
    }

    private static void put(Map<String, Object> header, String name, String value) {
        if (value != null) header.put(name, value);
    }

    private String asked(RunbookParameter parameter) {
        if (!operator.present()) return null;
        String help = parameter.help() == null ? "" : " (" + parameter.help() + ")";
        return operator.answers(parameter.name() + help + ": ");
    }

    /** Everything that is known before the first line of the script is run. */
    private record Plan(
            Source source,
            RunbookOutline outline,
            Class<? extends Script> script,
            List<String> args,
            Map<String, Object> values,
            boolean kept,
            boolean dry,
            ResumeOptions going) {}

    private void run(Plan plan, RunJournal journal, Bindings bindings) {
        try (journal) {
            StepRunner[] self = new StepRunner[1];
            Map<String, Object> params =
                    plan.outline().parameters().isEmpty() ? plan.values() : new DeclaredParameters(plan.values());
            ScriptBinding words = new ScriptBinding(host, plan.args(), params, () -> self[0].now());
            bindings.fill(words);
            Function<Throwable, RuntimeException> fault = thrown -> told(faults.of(thrown, words));
            Function<String, Object> include = file -> include(plan, file, words, self[0]);
            StepRunner run = new StepRunner(
                    journal,
                    new StepRunner.Parts(
                            plan.outline(), host, operator, plan.going(), plan.kept(), plan.dry(), fault, include));
            self[0] = run;
            compiler.now(run::now);
            RuntimeException thrown = null;
            try {
                Object last = begun(plan.script(), words, run).run();
                String only = plan.going().only();
                if (only != null && !run.met(only))
                    throw BakshException.failed(
                            "run " + journal.id() + ": the script has come to its end without step '" + only + "'",
                            "nothing of it was done; baksh resume " + journal.id() + " goes on with the rest");
                if (!run.leftOut()) run.complete();
                if (last instanceof DriftResult drift && drift.drifts()) {
                    host.print(last, null, List.of());
                    throw new ScriptExit(ExitCode.FAILED.code());
                }
            } catch (Throwable e) {
                thrown = fault.apply(e);
            }
            run.aftermath(thrown);
            end(
                    journal,
                    run,
                    thrown == null && run.leftOut() ? rest(plan.going().only()) : thrown);
        }
    }

    private RuntimeException told(RuntimeException fault) {
        return fault instanceof BakshException known ? told.apply(known) : fault;
    }

    /** After {@code --only} the rest of the script is still to be done. */
    private static BakshException rest(String only) {
        return new BakshException(ExitCode.UNFINISHED, "only step '" + only + "' was run", null);
    }

    private static void end(RunJournal journal, StepRunner run, RuntimeException thrown) {
        int exit = thrown == null
                ? 0
                : thrown instanceof ScriptExit way
                        ? way.code()
                        : thrown instanceof BakshException known ? known.exit().code() : 1;
        try {
            journal.end(exit, thrown == null ? null : thrown.getMessage());
        } catch (BakshException e) {
            if (thrown == null) throw e;
            thrown.addSuppressed(e);
        }
        if (thrown instanceof BakshException known) throw run.withNextCommand(known);
        if (thrown != null) throw thrown;
    }

    private static Script begun(Class<? extends Script> type, ScriptBinding words, StepRunner run) {
        Script script = InvokerHelper.createScript(type, words);
        if (script instanceof RunbookScript runbook) runbook.begin(run);
        return script;
    }

    private Object include(Plan plan, String file, ScriptBinding words, StepRunner run) {
        Path base = plan.source().path();
        Path folder = base == null ? Path.of("") : base.toAbsolutePath().getParent();
        Path path = folder.resolve(file);
        Script script = begun(compiler.compile(path.getFileName().toString(), SourceText.read(path)), words, run);
        run.included().add(0, script);
        return script.run();
    }
}
