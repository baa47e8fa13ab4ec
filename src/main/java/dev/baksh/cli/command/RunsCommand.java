package dev.baksh.cli.command;

import dev.baksh.cli.app.JournalService;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.RunStore;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Command {@code baksh runs} that lists the runs, or the steps of a run with the command to resume it. */
public final class RunsCommand {
    private final Console console;
    private final RunStore runs;
    /** The journal of all writes. */
    private final Path journalFile;

    public RunsCommand(Console console, JournalService journals) {
        this.console = console;
        this.journalFile = journals.journalFile();
        this.runs = journals.runs();
    }

    public int show(List<String> args) {
        if (args.size() > 1) throw BakshException.usageError("runs takes nothing or one run", "baksh runs RUN");
        if (args.isEmpty()) listRuns();
        else showRun(runs.get(args.get(0)));
        return ExitCode.OK.code();
    }

    private void listRuns() {
        List<Row> rows = new ArrayList<>();
        List<BakshException> damaged = new ArrayList<>();
        for (RunHistory run : runs.readAll(damaged::add)) rows.add(new Row(null, toRow(run)));
        if (rows.isEmpty() && damaged.isEmpty()) console.showNotice("there are no runs");
        console.print(rows, null, List.of());
        damaged.forEach(failure -> console.showNotice("baksh: " + failure.getMessage()));
    }

    private static Map<String, Object> toRow(RunHistory run) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run", run.id());
        row.put(
                "script",
                Path.of(String.valueOf(run.header().get("script")))
                        .getFileName()
                        .toString());
        row.put("started", run.startedAt());
        row.put("state", run.state());
        row.put(
                "steps",
                run.steps().stream()
                        .filter(step -> step.state() == StepRecord.State.DONE)
                        .count());
        return row;
    }

    private void showRun(RunHistory run) {
        List<Row> rows = new ArrayList<>();
        for (StepRecord step : run.steps()) rows.add(new Row(null, toRow(step)));
        console.print(rows, null, List.of());
        console.showNotice(run.header().get("script") + ": " + run.state()
                + (run.failureReason() == null ? "" : ": " + run.failureReason()));
        for (StepRecord step : run.allSteps()) step.writes().forEach(write -> noteWriteState(run, write));
        String command = resumeCommand(run);
        if (command != null) console.showNotice("to resume: " + command);
    }

    /** Names a write with unknown outcome, or its settlement. */
    private void noteWriteState(RunHistory run, WriteRecord write) {
        String description =
                write.sentAt().truncatedTo(ChronoUnit.SECONDS) + " " + write.server() + ": " + write.description();
        if (write.settlement() != null)
            console.showNotice(
                    "settled: " + description + ": " + write.settlement().describe());
        if (!write.isOpen() || run.state().equals("running")) return;
        console.showNotice("outcome not known: " + description);
        for (WriteRecord unsettled : WriteJournal.findRecentUnsettled(journalFile))
            if (unsettled.isAtRunLine(run.id(), write.seq()))
                console.showNotice("  when you know: baksh journal settle "
                        + unsettled.intent().seq() + " --happened, or --did-not-happen");
    }

    private static Map<String, Object> toRow(StepRecord step) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step.name());
        row.put(
                "state",
                step.hasUnknownWrite() ? "unknown" : step.failureReason() != null ? "failed" : stateName(step.state()));
        row.put("began", step.startedAt());
        row.put(
                "seconds",
                step.endedAt() == null
                        ? null
                        : Duration.between(step.startedAt(), step.endedAt()).toSeconds());
        row.put(
                "writes",
                step.writes().stream()
                        .filter(write -> write.outcome() == JournalEvent.Kind.DONE)
                        .count());
        row.put("reason", step.failureReason());
        return row;
    }

    private static String stateName(StepRecord.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the command to resume the run, or null if the run is done or running. */
    private static String resumeCommand(RunHistory run) {
        if (run.state().equals("done") || run.state().equals("running")) return null;
        return "baksh resume " + run.id();
    }

    /** Returns the summary of an unattended run for its last line. */
    static Map<String, Object> summary(RunHistory run, int exit, String reason) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("run", run.id());
        summary.put("script", run.header().get("script"));
        summary.put("exit", exit);
        summary.put("reason", reason);
        List<Map<String, Object>> steps = new ArrayList<>();
        for (StepRecord step : run.steps()) {
            Map<String, Object> row = toRow(step);
            List<String> unknownWrites = new ArrayList<>();
            for (WriteRecord write : step.writes())
                if (write.outcome() == null || write.outcome() == JournalEvent.Kind.UNKNOWN)
                    unknownWrites.add(write.description());
            if (!unknownWrites.isEmpty()) row.put("unknown", unknownWrites);
            steps.add(row);
        }
        summary.put("steps", steps);
        return summary;
    }
}
