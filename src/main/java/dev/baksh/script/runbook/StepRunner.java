package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.SourceRedactor;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.text.ShellWord;
import dev.baksh.dsl.JournalValueCodec;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.ScriptHost;
import groovy.lang.Closure;
import groovy.lang.Script;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runner of the steps of a run in one process: runs unfinished steps, and returns the stored results of finished steps. */
final class StepRunner {
    /** Number of times that a question is asked before the run ends. */
    static final int MAX_ATTEMPTS = 3;

    private final RunJournal journal;
    private final Context context;
    private final List<String> expectedSteps;
    private final Set<String> startedSteps = new LinkedHashSet<>();
    private final List<Closure<?>> onFailureBlocks = new ArrayList<>();
    private final List<Closure<?>> alwaysBlocks = new ArrayList<>();
    private final List<Script> includedScripts = new ArrayList<>();
    private boolean stepsOmitted;

    /**
     * Environment of a run.
     *
     * @param journaled true for a run with a journal; false for a dry run and for standard input
     * @param dryRun true when no write is sent and no approval is asked
     * @param includeFile runs an included file
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
        if (!journal.currentStep().isEmpty()) {
            throw BakshException.failure(
                    "step '" + name + "' is inside step '" + journal.currentStep() + "'",
                    "write two steps, one after the other");
        }
        if (!startedSteps.add(name)) {
            throw BakshException.failure(
                    "two steps have the name '" + name + "'",
                    "the journal finds a step by its name; in a loop write step(\"" + name + " ${it.name}\")");
        }
        checkStepOrder(name);
        StepRecord stepRecord = journal.history().step(name);
        String sourceText = context.outline().sourceOf(name);
        String source = SourceRedactor.redact(sourceText);
        if (stepRecord != null && stepRecord.state() == StepRecord.State.DONE) {
            checkStepSource(stepRecord, source, sourceText);
            context.operator()
                    .printNotice("step '" + name + "': already done at "
                            + stepRecord.endedAt().truncatedTo(ChronoUnit.SECONDS));
            return JournalValueCodec.fromJournal(stepRecord.result(), context.host());
        }
        if (stepRecord != null && stepRecord.state() == StepRecord.State.SKIPPED) return null;
        if (name.equals(context.resumeOptions().skip())) {
            journal.skipStep(name);
            context.operator().printNotice("step '" + name + "': skipped");
            return null;
        }
        if (context.resumeOptions().only() != null
                && !name.equals(context.resumeOptions().only())) {
            context.operator().printNotice("step '" + name + "': not run, because of --only");
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
            value = JournalValueCodec.toJournal(value);
        } catch (Throwable throwable) {
            RuntimeException failure = context.errorMapper().apply(throwable);
            journal.failStep(failure.getMessage(), exitCode(failure));
            throw failure;
        }
        journal.completeStep(value);
        for (String write : journal.unmatchedWrites(name)) {
            context.operator()
                    .printNotice("step '" + name + "' is done without repeating " + write
                            + ", whose outcome is unknown; see: baksh journal verify");
        }
        // Returns the decoded value, so that the first run and a resume have the same value.
        return JournalValueCodec.fromJournal(value, context.host());
    }

    static int exitCode(RuntimeException failure) {
        if (failure instanceof ScriptExit scriptExit) return scriptExit.code();
        return failure instanceof BakshException bakshException
                ? bakshException.exit().code()
                : ExitCode.FAILED.code();
    }

    /**
     * Checks that the steps of earlier processes come first, in the same order; refuses to continue if the script has
     * changed.
     */
    private void checkStepOrder(String name) {
        int index = startedSteps.size() - 1;
        if (index >= expectedSteps.size() || expectedSteps.get(index).equals(name)) return;
        String previousName = expectedSteps.get(index);
        throw BakshException.refusal(
                "run " + journal.id() + ": the script has changed: step " + (index + 1) + " was '" + previousName
                        + "' and is now '" + name + "'",
                "before: " + String.join(", ", expectedSteps) + "\nnow:    " + String.join(", ", startedSteps)
                        + "\nthe step was not run; to discard the results from there on: baksh resume " + journal.id()
                        + " --from " + ShellWord.quote(previousName));
    }

    /** @param sourceText unredacted source */
    private void checkStepSource(StepRecord stepRecord, String source, String sourceText) {
        if (stepRecord.sourceText() == null
                || source == null
                || SourceRedactor.isRedacted(stepRecord.sourceText(), sourceText)) return;
        throw BakshException.refusal(
                "run " + journal.id() + ": the script has changed: step '" + stepRecord.name()
                        + "' is done, and its source is different",
                "before: " + stepRecord.sourceText() + "\nnow:    " + source
                        + "\nthe step was not run; to run the step again: baksh resume " + journal.id()
                        + " --from " + ShellWord.quote(stepRecord.name()));
    }

    /** Checks at the end of the script that no step of an earlier process is missing. */
    void verifyAllStepsRan() {
        if (startedSteps.size() >= expectedSteps.size()) return;
        String missingStep = expectedSteps.get(startedSteps.size());
        throw BakshException.refusal(
                "run " + journal.id() + ": the script has changed: the script ended without step '" + missingStep + "'",
                "before: " + String.join(", ", expectedSteps) + "\nnow:    " + String.join(", ", startedSteps));
    }

    void approve(String text) {
        if (context.dryRun()) {
            context.operator().printNotice("dry run: the runbook would ask: " + text);
            return;
        }
        journal.recordOrReplay("approve", text, () -> {
            // Written to disk before the question: Ctrl-C can end the process during the question.
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
                        "no further request was sent; to resume: baksh resume " + journal.id(),
                        e);
            }
            if (approval == null) {
                journal.recordQuestion("declined", text, "declined");
                throw BakshException.refusal(
                        "declined: " + text, "no further request was sent; to resume: baksh resume " + journal.id());
            }
            return approval;
        });
    }

    /**
     * Returns the answer to a question: the recorded one, the one that was given in advance, or the user's. A wrong answer
     * of the user is asked again.
     *
     * @throws BakshException (exit 3) no user can be asked, or no answer is valid; (exit 130) interrupted at the question
     */
    String ask(Question question) {
        if (isUnattendedDryRun() && !answers().containsKey(question.text())) {
            String assumedAnswer = question.defaultAnswer() != null
                    ? question.defaultAnswer()
                    : question.choices().isEmpty()
                            ? "ANSWER"
                            : question.choices().get(0);
            context.operator()
                    .printNotice("dry run: the runbook would ask: " + question.text() + "; the run continues with '"
                            + assumedAnswer + "'");
            return assumedAnswer;
        }
        // The journal contains no secret, so a resumed run asks again.
        boolean isRecorded = context.journaled() && !question.asksForSecret();
        return String.valueOf(
                isRecorded ? journal.recordOrReplay("ask", question.text(), () -> askNow(question)) : askNow(question));
    }

    /** Answers that were given in advance, by the text of the question. */
    private Map<String, String> answers() {
        return journal.history().answers();
    }

    /** True if the question has an answer without asking the user. */
    boolean hasAnswer(Question question) {
        if (answers().containsKey(question.text())) return true;
        StepRecord record = journal.history().step(journal.currentStep());
        return record != null && record.answerTo(question.text()) != null;
    }

    private String askNow(Question question) {
        boolean hasUser = context.operator().isPresent();
        String givenAnswer = answers().get(question.text());
        if (givenAnswer != null) {
            String problem = question.findProblem(givenAnswer);
            if (problem == null) return givenAnswer;
            if (!hasUser) throw BakshException.refusal(question.text() + " " + problem, answerHint(question));
            context.operator().printNotice(problem);
        }
        if (!hasUser && question.defaultAnswer() != null) return question.defaultAnswer();
        // Written to disk before the question: the process can end during the question.
        if (hasUser) journal.recordQuestion("asked", question.text(), "no answer");
        String problem = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (problem != null) context.operator().printNotice(problem);
            String input = readAnswer(question);
            String answer =
                    input.isBlank() && question.defaultAnswer() != null ? question.defaultAnswer() : input.strip();
            problem = question.findProblem(answer);
            if (problem == null) return answer;
        }
        journal.recordQuestion("unanswered", question.text(), problem);
        throw BakshException.refusal(
                "no valid answer in " + MAX_ATTEMPTS + " attempts: " + question.text() + " " + problem,
                answerHint(question));
    }

    /** Reads the user's answer; records a missing answer in the journal. */
    private String readAnswer(Question question) {
        String input;
        try {
            input = question.asksForSecret()
                    ? context.operator().askSecret(question.prompt())
                    : context.operator().ask(question.prompt());
        } catch (BakshException e) {
            journal.recordQuestion("unanswered", question.text(), e.getMessage());
            if (e.exit() != ExitCode.REFUSED || e.hint() != null) throw e;
            throw new BakshException(e.exit(), e.getMessage(), answerHint(question), e);
        }
        if (input != null) return input;
        journal.recordQuestion("unanswered", question.text(), "no answer");
        throw BakshException.refusal("no answer: " + question.text(), "no further request was sent");
    }

    /** Returns how to give the answer in advance; null for a run that cannot be resumed and for a secret. */
    String answerHint(Question question) {
        if (!context.journaled() || question.asksForSecret()) return null;
        boolean isTicket = question.text().equals(Question.TICKET);
        String option = isTicket ? "--ticket TICKET" : "--answer " + Question.nameOf(question.text()) + "=ANSWER";
        return "no further request was sent; to resume with an answer: baksh resume " + journal.id() + " " + option;
    }

    /** Returns true in a dry run in which no user can be asked. */
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

    /** Returns true when {@code --only} has left steps unfinished. */
    boolean hasOmittedSteps() {
        return stepsOmitted;
    }

    /** Returns true when the script has reached the step. */
    boolean hasReached(String name) {
        return startedSteps.contains(name);
    }

    /** Current time of the clock, never a recorded time. */
    Instant currentTime() {
        return context.host().time().now();
    }

    /** Included files, latest first: a later file hides methods of an earlier one. */
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

    /**
     * Runs the cleanup blocks at the end of the script, and returns the failure of the run: the script's failure, or else the
     * first failure of a block {@code always}; null for a run without a failure. Each other failure of a block is printed.
     */
    RuntimeException runCleanup(RuntimeException failure) {
        boolean hasFailed = failure != null && !(failure instanceof ScriptExit scriptExit && scriptExit.code() == 0);
        // The interrupt ended the script; clear it so that cleanup runs. A second interrupt ends cleanup.
        Thread.interrupted();
        if (hasFailed) runBlocks(onFailureBlocks, "on failure", failure);
        RuntimeException cleanupFailure = runBlocks(alwaysBlocks, "always", hasFailed ? failure : null);
        return hasFailed || cleanupFailure == null ? failure : cleanupFailure;
    }

    /**
     * @param earlierFailure failure of the run before these blocks, or null
     * @return the failure of the run after these blocks, or null
     */
    private RuntimeException runBlocks(List<Closure<?>> blocks, String blockName, RuntimeException earlierFailure) {
        RuntimeException runFailure = earlierFailure;
        String failureText = blockName.equals("always") || earlierFailure == null ? null : earlierFailure.getMessage();
        for (Closure<?> block : blocks) {
            // Each block has a new name in the journal, so that a cleanup never replays the records of an earlier
            // cleanup.
            journal.enterCleanup(
                    "(" + blockName + ", " + journal.history().events().size() + ")");
            try {
                context.host()
                        .supervise(() ->
                                block.getMaximumNumberOfParameters() == 0 ? block.call() : block.call(failureText));
            } catch (Throwable throwable) {
                RuntimeException failure = context.errorMapper().apply(throwable);
                if (failure instanceof ScriptExit scriptExit && scriptExit.code() == 0) continue;
                String message = "in a block '" + blockName + "': " + failure.getMessage();
                BakshException bakshException = failure instanceof BakshException exception ? exception : null;
                if (runFailure == null) {
                    runFailure = bakshException == null
                            ? failure
                            : new BakshException(bakshException.exit(), message, bakshException.hint(), failure);
                    continue;
                }
                context.operator().printNotice("baksh: " + message);
                if (bakshException != null && bakshException.hint() != null)
                    context.operator().printNotice("  " + bakshException.hint());
            } finally {
                journal.enterCleanup("");
            }
        }
        return runFailure;
    }

    /** Adds the command that resumes the run to a failure. */
    BakshException withResumeCommand(BakshException failure) {
        String command = "baksh resume " + journal.id();
        boolean hasCommand = failure.hint() != null && failure.hint().contains(command);
        boolean isUsageError = failure.exit() == ExitCode.USAGE;
        if (!context.journaled()
                || hasCommand
                || isUsageError
                || journal.history().events().isEmpty()) return failure;
        String hint = (failure.hint() == null ? "" : failure.hint() + "\n") + "to resume: " + command;
        return new BakshException(failure.exit(), failure.getMessage(), hint, failure);
    }
}
