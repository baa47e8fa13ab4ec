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
    private final Map<String, String> by;

    /** @param by one option of {@code CommandLineOptions.GOING} with its step, or none */
    ResumeOptionsParser(RunHistory run, Map<String, String> by) {
        this.run = run;
        this.by = by;
    }

    /** @throws BakshException (exit 2) there is no such step, or nothing in it that the option is for */
    ResumeOptions going(RunbookRunner.Source script) {
        for (Map.Entry<String, String> entry : by.entrySet()) {
            String step = entry.getValue();
            StepRecord record = known(step, script);
            switch (entry.getKey()) {
                case "--only", "--skip" -> undone(record);
                case "--resend" -> open(begun(step, record));
                case "--accept" -> sent(begun(step, record));
                default -> begun(step, record);
            }
        }
        return new ResumeOptions(
                by.get("--from"), by.get("--only"), by.get("--skip"), by.get("--resend"), by.get("--accept"));
    }

    /** The step's record, or null when it is one of the script that has not been begun. */
    private StepRecord known(String step, RunbookRunner.Source script) {
        StepRecord record = run.step(step);
        if (record != null) return record;
        List<String> all = begun();
        for (String one : RunbookRunner.steps(script)) if (!all.contains(one)) all.add(one);
        if (all.contains(step)) return null;
        throw BakshException.usage(
                "run " + run.id() + " has no step '" + step + "'",
                all.isEmpty() ? "none was begun" : NameSuggestions.suggest(step, all, "its steps are"));
    }

    private List<String> begun() {
        List<String> begun = new ArrayList<>();
        run.steps().forEach(step -> begun.add(step.name()));
        return begun;
    }

    private StepRecord begun(String step, StepRecord record) {
        if (record != null) return record;
        throw BakshException.usage(
                "step '" + step + "' of run " + run.id() + " has not been begun",
                (begun().isEmpty() ? "none was" : "begun are: " + String.join(", ", begun())) + "; to go on: "
                        + command());
    }

    private void undone(StepRecord record) {
        if (record == null || record.state() == StepRecord.State.OPEN) return;
        boolean done = record.state() == StepRecord.State.DONE;
        throw BakshException.usage(
                "step '" + record.name() + "' of run " + run.id() + (done ? " is done" : " was left out by --skip"),
                "to go on: " + command() + "; to do it and what comes after it again: " + command() + " --from '"
                        + record.name() + "'");
    }

    private void open(StepRecord record) {
        if (record.writes().stream().anyMatch(WriteRecord::open)) return;
        throw BakshException.usage(
                "in step '" + record.name() + "' of run " + run.id()
                        + " no write is open: there is nothing to send again",
                "to go on: " + command());
    }

    private void sent(StepRecord record) {
        if (record.writes().stream().anyMatch(write -> !write.open())) return;
        boolean open = !record.writes().isEmpty();
        throw BakshException.usage(
                "in step '" + record.name() + "' of run " + run.id()
                        + (open ? " nobody knows what became of what was sent" : " nothing was sent"),
                "to go on: " + command() + (open ? " --resend '" + record.name() + "'" : ""));
    }

    private String command() {
        return "baksh resume " + run.id();
    }
}
