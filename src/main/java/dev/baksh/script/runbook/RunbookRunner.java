package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.DriftResult;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.text.ShellWord;
import dev.baksh.dsl.JournalValueCodec;
import dev.baksh.dsl.ScriptBinding;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.ScriptHost;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import groovy.lang.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Runner of runbooks and scripts as journaled runs that can be resumed. */
public final class RunbookRunner {
    /** Source that may use arguments other than parameters, directly or in an included file. */
    private static final Pattern ARGS_PATTERN = Pattern.compile("\\b(args|include)\\b");

    /** Uses of a parameter without a declaration: {@code .name}, {@code --name} in a text or a pattern, {@code 'name'}. */
    private static final String PARAMETER_USES = "\\.\\s*%1$s\\b|-%1$s(?![\\w-])|(['\"])%1$s=?\\1";

    private final ScriptCompiler compiler;
    private final ErrorTranslator errorTranslator;
    private final ScriptHost host;
    private final Operator operator;
    private final OutlineCache outlineCache;
    private final UnaryOperator<BakshException> failureDescriber;

    /**
     * File to run.
     *
     * @param path path, or null for standard input
     * @param name name in errors
     * @param params {@code --name value} pairs, for a file without declared parameters
     */
    public record Source(Path path, String name, String text, List<String> args, Map<String, Object> params) {}

    /** @param failureDescriber describes a failure for the user and the journal */
    public RunbookRunner(
            ScriptCompiler compiler,
            ErrorTranslator errorTranslator,
            ScriptHost host,
            Operator operator,
            UnaryOperator<BakshException> failureDescriber) {
        this.failureDescriber = failureDescriber;
        this.compiler = compiler;
        this.errorTranslator = errorTranslator;
        this.host = host;
        this.operator = operator;
        this.outlineCache = new OutlineCache(compiler.cache());
    }

    /** Returns true when the source uses a method of a runbook; such a run has a journal. */
    public boolean isRunbook(Source source) {
        return outlineCache.get(source.name(), source.text()).isRunbook();
    }

    /**
     * Refuses a parameter that is probably a misspelt option of baksh: the source declares its parameters and none with a similar
     * name, or it declares none and does not contain the name as a property, an option or a text.
     *
     * @param command command line with the option
     * @param error refusal of the option for a source without declared parameters
     */
    public void requireReadable(Source source, String parameter, String command, BakshException error) {
        List<String> declared = outlineCache.get(source.name(), source.text()).parameters().stream()
                .map(RunbookParameter::name)
                .toList();
        if (declared.isEmpty()) {
            String uses = PARAMETER_USES.formatted(Pattern.quote(parameter));
            if (!Pattern.compile(uses).matcher(source.text()).find()) throw error;
        } else if (!declared.contains(parameter.replaceFirst("^no-", ""))
                && NameSuggestions.nearest(parameter, declared).isEmpty())
            throw BakshException.usageError(
                    source.name() + " has no parameter --" + parameter, "did you mean: " + command);
    }

    /** Returns the names of the steps that are known without a run. */
    public static List<String> stepNames(Source source) {
        return OutlineParser.parse(source.name(), source.text()).steps().stream()
                .filter(RunbookOutline.Step::hasConstantName)
                .map(RunbookOutline.Step::name)
                .toList();
    }

    /**
     * Returns the declared parameters in order; runs no code of the file.
     *
     * @throws ScriptException (exit 1) syntax error or invalid declaration, with the location
     */
    public static List<RunbookParameter> parameters(String name, String text) {
        return outline(name, text).parameters();
    }

    /**
     * Returns the answers by the text of their question.
     *
     * @param answers answers by name or text of the question
     * @param run earlier processes of the run, whose questions are known too; null for a new run
     * @throws BakshException no question has a name, or its answer cannot be changed any more (exit 2)
     */
    public static Map<String, String> resolveAnswers(
            Source source, Map<String, String> answers, RunHistory run, ResumeOptions resumeOptions) {
        if (answers.isEmpty()) return Map.of();
        Set<String> texts = new LinkedHashSet<>(OutlineParser.questions(source.name(), source.text()));
        Set<String> openTexts = new HashSet<>();
        Map<String, String> doneSteps = new HashMap<>();
        boolean isRepeated = false;
        for (StepRecord step : run == null ? List.<StepRecord>of() : run.allSteps()) {
            isRepeated |= step.name().equals(resumeOptions.from());
            boolean isDone = step.state() == StepRecord.State.DONE && !isRepeated;
            for (String text : step.questions()) {
                texts.add(text);
                if (isDone) doneSteps.put(text, step.name());
                else openTexts.add(text);
            }
        }
        Map<String, String> resolved = new LinkedHashMap<>();
        answers.forEach((name, answer) -> {
            String text = Question.requireKnown(run == null ? source.name() : "run " + run.id(), name, texts);
            String doneStep = openTexts.contains(text) ? null : doneSteps.get(text);
            if (doneStep != null)
                throw BakshException.usageError(
                        "run " + run.id() + ": '" + text + "' was answered in step '" + doneStep + "', which is done",
                        "to repeat this step and all later steps: baksh resume " + run.id() + " --from "
                                + ShellWord.quote(doneStep) + " --answer "
                                + ShellWord.quoteIfNeeded(Question.nameOf(text) + "=" + answer));
            if (resolved.put(text, answer) != null)
                throw BakshException.usageError(
                        "two answers were given to '" + text + "'", "give one answer to this question");
        });
        return resolved;
    }

    /** Returns title, parameters and steps for a help page; runs no code of the file. */
    public static RunbookOutline outline(String name, String text) {
        return OutlineParser.parseWithTicket(name, text);
    }

    /**
     * Starts a run of a file.
     *
     * @param journaled false for a run without a journal, as in a dry run
     * @param dryRun true when no write is sent and no approval is asked
     * @param answers answers to questions, by the text of the question
     * @param journalFactory opens the journal with this header, after the file has passed all checks
     * @param bindingInitializer sets the variables of the script
     * @throws BakshException (exit 2) invalid parameter; or the failure of the script
     */
    public void start(
            Source source,
            boolean journaled,
            boolean dryRun,
            Map<String, String> answers,
            Function<Map<String, Object>, RunJournal> journalFactory,
            Consumer<ScriptBinding> bindingInitializer) {
        RunbookOutline outline = outlineCache.get(source.name(), source.text());
        Class<? extends Script> scriptClass = compiler.compile(source.name(), source.text());
        List<String> args = source.args();
        Map<String, Object> values = source.params();
        if (!outline.parameters().isEmpty()) {
            args = new ArrayList<>();
            values = ParameterParser.parse(
                    source.name(),
                    source.args().stream().anyMatch(arg -> arg.matches("--ticket(=.*)?"))
                            ? parameters(source.name(), source.text())
                            : outline.parameters(),
                    source.args(),
                    host.time().now(),
                    new ParameterPrompter(),
                    args);
            rejectUnusedArgs(source, args);
        } else rejectRepeatedParameters(source);
        if (values.get("ticket") != null && answers.containsKey(Question.TICKET))
            throw BakshException.usageError(
                    "two answers were given to '" + Question.TICKET + "'", "give one answer to this question");
        values.forEach((name, value) -> BodyRedactor.collect(
                SecretNames.isSecret(name) ? Collections.singletonMap(name, value) : value, host::addSecret));
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(
                "script",
                source.path() == null
                        ? "-"
                        : source.path().toAbsolutePath().normalize().toString());
        header.put("title", outline.title());
        header.put("args", SecretNames.redactArguments(args));
        header.put("declared", !outline.parameters().isEmpty());
        header.put("params", JournalValueCodec.toJournal(values));
        if (!answers.isEmpty()) header.put("answers", answers);
        run(
                new RunPlan(source, outline, scriptClass, args, values, journaled, dryRun, ResumeOptions.DEFAULT),
                journalFactory.apply(header),
                bindingInitializer);
    }

    /** Refuses a parameter that was given twice, of which the script would get only the last value. */
    private static void rejectRepeatedParameters(Source source) {
        if (ARGS_PATTERN.matcher(source.text()).find()) return;
        Set<String> names = new HashSet<>();
        for (String arg : source.args()) {
            String name = arg.split("=", 2)[0];
            if (name.startsWith("--") && name.length() > 2 && !names.add(name))
                throw BakshException.usageError(name + " was given twice", "give " + name + " once");
        }
    }

    /** Refuses an argument that the script does not read: probably a parameter without its name. */
    private static void rejectUnusedArgs(Source source, List<String> unusedArgs) {
        if (unusedArgs.isEmpty() || ARGS_PATTERN.matcher(source.text()).find()) return;
        throw BakshException.usageError(
                source.name() + " takes no '" + unusedArgs.get(0) + "': the runbook reads only declared parameters",
                "give parameters by name; see: baksh help " + source.name());
    }

    /**
     * Resumes a run with its original arguments.
     *
     * @param answers new answers to questions, by the text of the question
     */
    public void resume(
            Source source,
            RunHistory history,
            ResumeOptions resumeOptions,
            Map<String, String> answers,
            Function<Map<String, Object>, RunJournal> journalFactory,
            Consumer<ScriptBinding> bindingInitializer) {
        RunbookOutline outline = outlineCache.get(source.name(), source.text());
        Class<? extends Script> scriptClass = compiler.compile(source.name(), source.text());
        List<String> args = new ArrayList<>();
        requireSecretArguments(history);
        if (history.header().get("args") instanceof List<?> list) list.forEach(arg -> args.add(String.valueOf(arg)));
        Map<String, Object> values = new LinkedHashMap<>();
        if (JournalValueCodec.fromJournal(history.header().get("params"), host) instanceof Map<?, ?> map)
            map.forEach((name, value) ->
                    values.put(name.toString(), restoreSecret(source, outline, history.id(), name.toString(), value)));
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("from", resumeOptions.from());
        header.put("only", resumeOptions.only());
        header.put("skip", resumeOptions.skip());
        header.put("resend", resumeOptions.resend());
        header.put("accept", resumeOptions.accept());
        header.values().removeIf(Objects::isNull);
        if (!answers.isEmpty()) header.put("answers", answers);
        answers.forEach((question, answer) -> describeNewAnswer(history, question, answer));
        run(
                new RunPlan(source, outline, scriptClass, args, values, true, false, resumeOptions),
                journalFactory.apply(header),
                bindingInitializer);
    }

    /** Asks for the value of a parameter that is a secret, since a journal contains no secret. */
    private Object restoreSecret(Source source, RunbookOutline outline, String runId, String name, Object value) {
        boolean isHidden = value instanceof String text && SecretNames.hidesSecret(text)
                || value instanceof List<?> list
                        && list.stream().anyMatch(item -> SecretNames.hidesSecret(String.valueOf(item)));
        if (!isHidden) return value;
        if (!operator.isPresent())
            throw BakshException.usageError(
                    "run " + runId + ": the value of '" + name + "' is a secret and is not in the journal",
                    "resume the run at a terminal, where baksh asks for the value");
        String answer = operator.askSecret(name + ": ");
        return outline.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .map(parameter -> ParameterParser.parseValue(source.name(), parameter, answer))
                .orElse(answer);
    }

    private static void requireSecretArguments(RunHistory history) {
        boolean isRedacted = history.header().get("args") instanceof List<?> list
                && list.stream().anyMatch(arg -> SecretNames.hidesSecret(String.valueOf(arg)));
        if (isRedacted)
            throw BakshException.usageError(
                    "run " + history.id() + ": an argument is a secret and is not in the journal",
                    "declare the parameters of the script with params { }: then baksh asks for the value");
    }

    /** Says that a recorded answer is replaced; finished steps keep the results of the earlier answer. */
    private void describeNewAnswer(RunHistory history, String question, String answer) {
        String earlier = history.allSteps().stream()
                .map(step -> step.answerTo(question))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (earlier == null || earlier.equals(answer)) return;
        boolean hasResults = history.steps().stream().anyMatch(step -> step.state() == StepRecord.State.DONE);
        operator.printNotice(question + " '" + answer + "' replaces '" + earlier + "'"
                + (hasResults ? "; steps that are done keep their results" : ""));
    }

    /** Prompter that asks the operator for a missing parameter. */
    private final class ParameterPrompter implements ParameterParser.Prompter {
        @Override
        public String ask(RunbookParameter parameter) {
            if (!operator.isPresent()) return null;
            String help = parameter.help() == null ? "" : " (" + parameter.help() + ")";
            String question = parameter.name() + help + ": ";
            return SecretNames.isSecret(parameter.name()) ? operator.askSecret(question) : operator.ask(question);
        }

        @Override
        public void showProblem(String problem) {
            operator.printNotice(problem);
        }
    }

    /** State of a run before the first line of the script. */
    private record RunPlan(
            Source source,
            RunbookOutline outline,
            Class<? extends Script> scriptClass,
            List<String> args,
            Map<String, Object> values,
            boolean journaled,
            boolean dryRun,
            ResumeOptions resumeOptions) {}

    private void run(RunPlan plan, RunJournal journal, Consumer<ScriptBinding> bindingInitializer) {
        try (journal) {
            StepRunner[] runnerHolder = new StepRunner[1];
            Map<String, Object> params =
                    plan.outline().parameters().isEmpty() ? plan.values() : new DeclaredParameters(plan.values());
            ScriptBinding binding = new ScriptBinding(host, plan.args(), params, () -> runnerHolder[0].now());
            bindingInitializer.accept(binding);
            Function<Throwable, RuntimeException> errorMapper =
                    failure -> describeFailure(errorTranslator.translate(failure, binding));
            Function<String, Object> includeFile = file -> runIncluded(plan, file, binding, runnerHolder[0]);
            StepRunner stepRunner = new StepRunner(
                    journal,
                    new StepRunner.Context(
                            plan.outline(),
                            host,
                            operator,
                            plan.resumeOptions(),
                            plan.journaled(),
                            plan.dryRun(),
                            errorMapper,
                            includeFile));
            runnerHolder[0] = stepRunner;
            compiler.setClock(stepRunner::now);
            RuntimeException failure = null;
            try {
                Object result = host.supervise(() ->
                        createScript(plan.scriptClass(), binding, stepRunner).run());
                String onlyStep = plan.resumeOptions().only();
                if (onlyStep != null && !stepRunner.hasReached(onlyStep))
                    throw BakshException.failure(
                            "run " + journal.id() + ": the script ended without step '" + onlyStep + "'",
                            "the step did not run; to resume the other steps: baksh resume " + journal.id());
                if (!stepRunner.hasOmittedSteps()) stepRunner.verifyAllStepsRan();
                if (result instanceof DriftResult drift && drift.drifts()) {
                    operator.printNotice("the server differs from the plan, the last value of the script:");
                    drift.differences().forEach(line -> operator.printNotice("  " + line));
                    throw new ScriptExit(ExitCode.FAILED.code());
                }
            } catch (Throwable e) {
                failure = errorMapper.apply(e);
            }
            failure = stepRunner.runCleanup(failure);
            finish(
                    journal,
                    stepRunner,
                    failure == null && stepRunner.hasOmittedSteps()
                            ? new BakshException(
                                    ExitCode.UNFINISHED,
                                    "only step '" + plan.resumeOptions().only() + "' was run",
                                    null)
                            : failure);
        }
    }

    private RuntimeException describeFailure(RuntimeException failure) {
        return failure instanceof BakshException bakshException ? failureDescriber.apply(bakshException) : failure;
    }

    private static void finish(RunJournal journal, StepRunner stepRunner, RuntimeException failure) {
        try {
            if (failure == null) journal.endRun(0, null);
            else journal.endRun(StepRunner.exitCode(failure), failure.getMessage());
        } catch (BakshException e) {
            if (failure == null) throw e;
            failure.addSuppressed(e);
        }
        if (failure instanceof BakshException bakshException) throw stepRunner.withResumeCommand(bakshException);
        if (failure != null) throw failure;
    }

    private static Script createScript(
            Class<? extends Script> scriptClass, ScriptBinding binding, StepRunner stepRunner) {
        Script script = InvokerHelper.createScript(scriptClass, binding);
        if (script instanceof RunbookScript runbook) runbook.attachRunner(stepRunner);
        return script;
    }

    private Object runIncluded(RunPlan plan, String file, ScriptBinding binding, StepRunner stepRunner) {
        Path runbookPath = plan.source().path();
        Path folder =
                runbookPath == null ? Path.of("") : runbookPath.toAbsolutePath().getParent();
        Path path = folder.resolve(file);
        String text = SourceText.read(path);
        Script script = createScript(compiler.compile(path.getFileName().toString(), text), binding, stepRunner);
        stepRunner.includedScripts().add(0, script);
        return script.run();
    }
}
