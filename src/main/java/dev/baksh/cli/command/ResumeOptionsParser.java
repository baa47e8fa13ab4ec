package dev.baksh.cli.command;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.script.runbook.ResumeOptions;
import dev.baksh.script.runbook.RunbookRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a person wants a run to be gone on with, held to what its record says: what could do nothing is refused. */
final class ResumeOptionsParser {
    private final RunHistory run;
    private final Map<String, String> stepsByOption;

    /** @param stepsByOption one option of {@code CommandLineOptions.GOING} with its step, or none */
    ResumeOptionsParser(RunHistory run, Map<String, String> stepsByOption) {
        this.run = run;
        this.stepsByOption = stepsByOption;
    }

    /** @throws BakshException (exit 2) there is no such step, or nothing in it that the option is for */
    ResumeOptions parse(RunbookRunner.Source script) {
        for (Map.Entry<String, String> entry : stepsByOption.entrySet()) {
            String step = entry.getValue();
            StepRecord record = findStep(step, script);
            switch (entry.getKey()) {
                case "--only", "--skip" -> requireNotDone(record);
                case "--resend" -> requireOpenWrite(requireBegun(step, record));
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

    /** The step's record, or null when it is one of the script that has not been begun. */
    private StepRecord findStep(String step, RunbookRunner.Source script) {
        StepRecord record = run.step(step);
        if (record != null) return record;
        List<String> stepNames = begunSteps();
        for (String name : RunbookRunner.stepNames(script)) if (!stepNames.contains(name)) stepNames.add(name);
        if (stepNames.contains(step)) return null;
        throw BakshException.usageError(
                "run " + run.id() + " has no step '" + step + "'",
                stepNames.isEmpty() ? "none was begun" : NameSuggestions.suggest(step, stepNames, "its steps are"));
    }

    private List<String> begunSteps() {
        List<String> names = new ArrayList<>();
        run.steps().forEach(step -> names.add(step.name()));
        return names;
    }

    private StepRecord requireBegun(String step, StepRecord record) {
        if (record != null) return record;
        throw BakshException.usageError(
                "step '" + step + "' of run " + run.id() + " has not been begun",
                (begunSteps().isEmpty() ? "none was" : "begun are: " + String.join(", ", begunSteps())) + "; to go on: "
                        + resumeCommand());
    }

    private void requireNotDone(StepRecord record) {
        if (record == null || record.state() == StepRecord.State.OPEN) return;
        boolean isDone = record.state() == StepRecord.State.DONE;
        throw BakshException.usageError(
                "step '" + record.name() + "' of run " + run.id() + (isDone ? " is done" : " was left out by --skip"),
                "to go on: " + resumeCommand() + "; to do it and what comes after it again: " + resumeCommand()
                        + " --from '" + record.name() + "'");
    }

    private void requireOpenWrite(StepRecord record) {
        if (record.writes().stream().anyMatch(WriteRecord::isOpen)) return;
        throw BakshException.usageError(
                "in step '" + record.name() + "' of run " + run.id()
                        + " no write is open: there is nothing to send again",
                "to go on: " + resumeCommand());
    }

    private void requireKnownWrite(StepRecord record) {
        if (record.writes().stream().anyMatch(write -> !write.isOpen())) return;
        boolean hasOpenWrites = !record.writes().isEmpty();
        throw BakshException.usageError(
                "in step '" + record.name() + "' of run " + run.id()
                        + (hasOpenWrites ? " nobody knows what became of what was sent" : " nothing was sent"),
                "to go on: " + resumeCommand() + (hasOpenWrites ? " --resend '" + record.name() + "'" : ""));
    }

    private String resumeCommand() {
        return "baksh resume " + run.id();
    }
}
