package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.dsl.JournalValues;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.ScriptHost;
import groovy.lang.Closure;
import groovy.lang.Script;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** One process at one run: carries out steps that are not done, and gives the results of those that are. */
final class StepRunner {
    private final RunJournal journal;
    private final Context context;
    private final List<String> expectedSteps;
    private final Set<String> startedSteps = new LinkedHashSet<>();
    private final List<Closure<?>> onFailureBlocks = new ArrayList<>();
    private final List<Closure<?>> alwaysBlocks = new ArrayList<>();
    private final List<Script> includedScripts = new ArrayList<>();
    private boolean stepsOmitted;

    /**
     * What a run needs of its surroundings.
     *
     * @param journaled    the run is on record; false in a dry run, and of a text from standard input
     * @param dryRun     nothing is written, and nobody has to agree to anything
     * @param includeFile runs another file in the place of the word
     */
    record Context(
            RunbookOutline outline,
            ScriptHost host,
            Operator operator,
            ResumeOptions resumeOptions,
            boolean journaled,
            boolean dryRun,
            Function<Throwable, RuntimeException> errorMapper,
            Function<String, Object> includeFile) {}

    StepRunner(RunJournal journal, Context context) {
        this.journal = journal;
        this.context = context;
        this.expectedSteps =
                journal.history().steps().stream().map(StepRecord::name).toList();
    }

    Object step(String name, Closure<?> body) {
        if (name.isBlank()) throw BakshException.failure("a step needs a name", "step('pick backup') { ... }");
        if (!journal.activeStep().isEmpty()) {
            throw BakshException.failure(
                    "step '" + name + "' stands inside of step '" + journal.activeStep() + "'",
                    "a step is done or it is not: make them two, one after the other");
        }
        if (!startedSteps.add(name)) {
            throw BakshException.failure(
                    "there are two steps '" + name + "'",
                    "a step's name is its place in the journal; in a loop write step(\"" + name + " ${it.name}\")");
        }
        checkStepOrder(name);
        StepRecord stepRecord = journal.history().step(name);
        String source = context.outline().sourceOf(name);
        if (stepRecord != null && stepRecord.state() == StepRecord.State.DONE) {
            checkStepSource(stepRecord, source);
            context.operator()
                    .printNotice("step '" + name + "': done before, at "
                            + stepRecord.endedAt().truncatedTo(ChronoUnit.SECONDS));
            return JournalValues.fromJournal(stepRecord.result(), context.host());
        }
        if (stepRecord != null && stepRecord.state() == StepRecord.State.SKIPPED) return null;
        if (name.equals(context.resumeOptions().skip())) {
            journal.skipStep(name);
            context.operator().printNotice("step '" + name + "': skipped");
            return null;
        }
        if (context.resumeOptions().only() != null
                && !name.equals(context.resumeOptions().only())) {
            context.operator().printNotice("step '" + name + "': left out, by --only");
            stepsOmitted = true;
            return null;
        }
        return executeStep(name, source, body);
    }

    private Object executeStep(String name, String source, Closure<?> body) {
        journal.beginStep(name, source);
        Object value;
        try {
            value = body.call();
            if (!context.journaled()) {
                journal.completeStep(null);
                return value;
            }
            value = JournalValues.toJournal(value);
        } catch (Throwable throwable) {
            RuntimeException failure = context.errorMapper().apply(throwable);
            int exitCode = failure instanceof ScriptExit scriptExit
                    ? scriptExit.code()
                    : failure instanceof BakshException bakshException
                            ? bakshException.exit().code()
                            : 1;
            journal.failStep(failure.getMessage(), exitCode);
            throw failure;
        }
        journal.completeStep(value);
        for (String write : journal.unmatchedWrites(name)) {
            context.operator()
                    .printNotice("step '" + name + "' is done without coming again to " + write
                            + ", of which nobody knows whether it happened: baksh journal verify");
        }
        // What a resume would give, so that the first run and a later one never differ.
        return JournalValues.fromJournal(value, context.host());
    }

    /** The steps that earlier processes began come first, in the same order; anything else is another script. */
    private void checkStepOrder(String name) {
        int index = startedSteps.size() - 1;
        if (index >= expectedSteps.size() || expectedSteps.get(index).equals(name)) return;
        throw scriptChangedError(
                "step " + (index + 1) + " was '" + expectedSteps.get(index) + "' and is now '" + name + "'", name);
    }

    private void checkStepSource(StepRecord stepRecord, String source) {
        if (stepRecord.sourceText() == null
                || source == null
                || stepRecord.sourceText().equals(source)) return;
        throw BakshException.refusal(
                "run " + journal.id() + ": the script has changed: step '" + stepRecord.name()
                        + "' is done, and reads otherwise",
                "before: " + stepRecord.sourceText() + "\nnow:    " + source
                        + "\nnothing was sent; to do it again as it is now: " + "baksh resume " + journal.id()
                        + " --from '" + stepRecord.name() + "'");
    }

    private BakshException scriptChangedError(String difference, String currentStep) {
        List<String> actualSteps = new ArrayList<>(startedSteps);
        String restartStep = expectedSteps.get(Math.min(startedSteps.size(), expectedSteps.size()) - 1);
        return BakshException.refusal(
                "run " + journal.id() + ": the script has changed: " + difference,
                "before: " + String.join(", ", expectedSteps) + "\nnow:    " + String.join(", ", actualSteps)
                        + "\nnothing was sent; to forget what was done from there on: baksh resume " + journal.id()
                        + " --from '" + restartStep + "'");
    }

    /** The script has come to its end: nothing of what was begun may be missing. */
    void verifyAllStepsRan() {
        if (startedSteps.size() >= expectedSteps.size()) return;
        String missingStep = expectedSteps.get(startedSteps.size());
        throw BakshException.refusal(
                "run " + journal.id() + ": the script has changed: it has come to its end without step '" + missingStep
                        + "'",
                "before: " + String.join(", ", expectedSteps) + "\nnow:    " + String.join(", ", startedSteps));
    }

    void approve(String text) {
        if (context.dryRun()) {
            context.operator().printNotice("dry run: here it would ask: " + text);
            return;
        }
        journal.recordOrReplay("approve", text, () -> {
            // On disk before it is put: Ctrl-C may end the process while it is asked.
            journal.recordQuestion("asked", text, "no answer");
            String approval;
            try {
                approval = context.operator().requestApproval(text);
            } catch (BakshException e) {
                boolean isInterrupted = e.exit() == ExitCode.INTERRUPTED;
                journal.recordQuestion(isInterrupted ? "unanswered" : "declined", text, e.getMessage());
                if (!isInterrupted) throw e;
                throw new BakshException(
                        e.exit(),
                        "interrupted at the question: " + text,
                        "nothing more was sent; to go on: baksh resume " + journal.id(),
                        e);
            }
            if (approval == null) {
                journal.recordQuestion("declined", text, "declined");
                throw BakshException.refusal(
                        "declined: " + text, "nothing more was sent; to go on: baksh resume " + journal.id());
            }
            return approval;
        });
    }

    String ask(String text, List<String> choices, String defaultAnswer) {
        Supplier<Object> liveValue = () -> {
            if (!context.operator().isPresent() && defaultAnswer != null) return defaultAnswer;
            String choiceList = choices.isEmpty() ? "" : " (" + String.join(", ", choices) + ")";
            String promptText = text + choiceList + (defaultAnswer == null ? "" : " [" + defaultAnswer + "]") + " ";
            // On disk before it is put: the process may end while it is asked.
            if (context.operator().isPresent()) journal.recordQuestion("asked", text, "no answer");
            while (true) {
                String input = readAnswer(text, promptText);
                String answer = input.isBlank() && defaultAnswer != null ? defaultAnswer : input.strip();
                if (choices.isEmpty() ? !answer.isEmpty() : choices.contains(answer)) return answer;
            }
        };
        if (isUnattendedDryRun()) {
            String assumedAnswer =
                    defaultAnswer != null ? defaultAnswer : choices.isEmpty() ? "ANSWER" : choices.get(0);
            context.operator()
                    .printNotice("dry run: here it would ask: " + text + "; it goes on with '" + assumedAnswer + "'");
            return assumedAnswer;
        }
        return String.valueOf(context.journaled() ? journal.recordOrReplay("ask", text, liveValue) : liveValue.get());
    }

    /** What a person types; that nobody has answered stands on record. */
    private String readAnswer(String text, String promptText) {
        String input;
        try {
            input = context.operator().ask(promptText);
        } catch (BakshException e) {
            journal.recordQuestion("unanswered", text, e.getMessage());
            throw e;
        }
        if (input != null) return input;
        journal.recordQuestion("unanswered", text, "no answer");
        throw BakshException.refusal("no answer: " + text, "nothing more was sent");
    }

    /** A rehearsal with nobody there to be asked. */
    boolean isUnattendedDryRun() {
        return context.dryRun() && !context.operator().isPresent();
    }

    void note(String text) {
        if (!context.journaled()) context.operator().printNotice(text);
        else
            journal.recordOrReplay("note", text, () -> {
                context.operator().printNotice(text);
                return true;
            });
    }

    boolean isJournaled() {
        return context.journaled();
    }

    void recordExhibit(String kind, Object value) {
        journal.recordExhibit(kind, value);
    }

    Instant now() {
        Supplier<Object> liveValue = () -> context.host().time().now().toString();
        return Instant.parse(
                String.valueOf(context.journaled() ? journal.recordOrReplay("now", "", liveValue) : liveValue.get()));
    }

    /** Steps are still to be done, which {@code --only} has left out. */
    boolean hasOmittedSteps() {
        return stepsOmitted;
    }

    /** The step of this name was come to. */
    boolean hasReached(String name) {
        return startedSteps.contains(name);
    }

    /** The clock as it is, for what must not come out of the journal. */
    Instant currentTime() {
        return context.host().time().now();
    }

    /** Files that were included, the latest first: a later one hides methods of an earlier one. */
    List<Script> includedScripts() {
        return includedScripts;
    }

    Object runIncluded(String file) {
        return context.includeFile().apply(file);
    }

    void addOnFailureBlock(Closure<?> block) {
        onFailureBlocks.add(block);
    }

    void addAlwaysBlock(Closure<?> block) {
        alwaysBlocks.add(block);
    }

    /** The script is at its end, or has failed. What goes wrong here is told, and hides nothing. */
    void runCleanup(RuntimeException failure) {
        boolean hasFailed = failure != null && !(failure instanceof ScriptExit scriptExit && scriptExit.code() == 0);
        // It has ended the script, and was not meant for what cleans up after it. Another one ends that too.
        Thread.interrupted();
        if (hasFailed) runBlocks(onFailureBlocks, "on failure", failure.getMessage());
        runBlocks(alwaysBlocks, "always", null);
    }

    private void runBlocks(List<Closure<?>> blocks, String blockName, String message) {
        for (Closure<?> block : blocks) {
            // Never the records of an earlier process: each failure is cleaned up after by itself.
            journal.enterCleanup(
                    "(" + blockName + ", " + journal.history().events().size() + ")");
            try {
                if (block.getMaximumNumberOfParameters() == 0) block.call();
                else block.call(message);
            } catch (Throwable throwable) {
                RuntimeException failure = context.errorMapper().apply(throwable);
                context.operator().printNotice("baksh: in " + blockName + ": " + failure.getMessage());
                if (failure instanceof BakshException bakshException && bakshException.hint() != null)
                    context.operator().printNotice("  " + bakshException.hint());
            } finally {
                journal.enterCleanup("");
            }
        }
    }

    /** What went wrong, with the way to go on. */
    BakshException withNextCommand(BakshException failure) {
        String command = "baksh resume " + journal.id();
        boolean hasCommand = failure.hint() != null && failure.hint().contains(command);
        boolean isUsageError = failure.exit() == ExitCode.USAGE;
        if (!context.journaled()
                || hasCommand
                || isUsageError
                || journal.history().events().isEmpty()) return failure;
        String hint = (failure.hint() == null ? "" : failure.hint() + "\n") + "to go on: " + command;
        return new BakshException(failure.exit(), failure.getMessage(), hint, failure);
    }
}
