package dev.baksh.cli.command;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.client.text.ShellWord;
import dev.baksh.script.runbook.ResumeOptions;
import dev.baksh.script.runbook.RunbookRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Validator of the step options of {@code baksh resume}: rejects an option that does not apply to its step.
 *
 * @param unrecordedSteps steps whose writes are in the write journal but not in the run journal
 * @param stepsByOption step name by option of {@code CommandLineOptions.RESUME_OPTIONS}; empty if no such option was given
 */
record ResumeOptionsValidator(RunHistory run, List<String> unrecordedSteps, Map<String, String> stepsByOption) {
    /** @throws BakshException (exit 2) if the step does not exist, or the option does not apply to the step */
    ResumeOptions parse(RunbookRunner.Source script) {
        for (Map.Entry<String, String> entry : stepsByOption.entrySet()) {
            String step = entry.getValue();
            StepRecord record = findStep(step, script);
            switch (entry.getKey()) {
                case "--only", "--skip" -> requireNotDone(record);
                case "--resend" -> {
                    if (!unrecordedSteps.contains(step)) requireOpenWrite(requireBegun(step, record));
                }
                case "--accept" -> requireKnownWrite(requireBegun(step, record));
                default -> requireBegun(step, record);
            }
        }
        return new ResumeOptions(
                stepsByOption.get("--from"),
                stepsByOption.get("--only"),
                stepsByOption.get("--skip"),
                stepsByOption.get("--resend"),
                stepsByOption.get("--accept"));
    }

    /** Returns the record of the step, or null if the script contains the step but the run has not started it. */
    private StepRecord findStep(String step, RunbookRunner.Source script) {
        StepRecord record = run.step(step);
        if (record != null) return record;
        List<String> stepNames = begunSteps();
        for (String name : RunbookRunner.stepNames(script)) if (!stepNames.contains(name)) stepNames.add(name);
        if (stepNames.contains(step)) return null;
        throw BakshException.usageError(
                "run " + run.id() + " has no step '" + step + "'",
                stepNames.isEmpty()
                        ? "no step has started"
                        : NameSuggestions.suggest(step, stepNames, "its steps are"));
    }

    private List<String> begunSteps() {
        return new ArrayList<>(run.steps().stream().map(StepRecord::name).toList());
    }

    private StepRecord requireBegun(String step, StepRecord record) {
        if (record != null) return record;
        String started = begunSteps().isEmpty() ? "no step has started" : "started: " + String.join(", ", begunSteps());
        throw rejection(step, " has not started", started + "; to resume: " + resumeCommand());
    }

    private void requireNotDone(StepRecord record) {
        if (record == null || record.state() == StepRecord.State.OPEN) return;
        boolean isDone = record.state() == StepRecord.State.DONE;
        throw rejection(
                record.name(),
                isDone ? " is done" : " was skipped by --skip",
                "to resume: " + resumeCommand() + "; to repeat this step and all later steps: " + resumeCommand()
                        + " --from " + ShellWord.quote(record.name()));
    }

    private void requireOpenWrite(StepRecord record) {
        if (record.writes().stream().anyMatch(WriteRecord::isOpen)) return;
        throw rejection(record.name(), " has no open write to resend", "to resume: " + resumeCommand());
    }

    private void requireKnownWrite(StepRecord record) {
        if (record.writes().stream().anyMatch(write -> !write.isOpen())) return;
        String resume = "to resume: " + resumeCommand();
        if (record.writes().isEmpty()) throw rejection(record.name(), " has sent no write", resume);
        throw rejection(
                record.name(),
                " has only writes with unknown outcome",
                resume + " --resend " + ShellWord.quote(record.name()));
    }

    private BakshException rejection(String step, String problem, String hint) {
        return BakshException.usageError("step '" + step + "' of run " + run.id() + problem, hint);
    }

    private String resumeCommand() {
        return "baksh resume " + run.id();
    }
}
