package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
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
import java.util.function.Predicate;

/** Command {@code baksh runs} that lists the runs, or shows the steps of one run and the command to resume that run. */
public record RunsCommand(AppContext app) {
    /**
     * Prints the runs, or the steps of one run.
     *
     * @param args nothing, or the run
     */
    public void show(List<String> args) {
        if (args.size() > 1) throw BakshException.usageError("runs takes nothing or one run", "baksh runs RUN");
        if (args.isEmpty()) listRuns();
        else showRun(app.journals.runs().get(args.get(0)));
    }

    private void listRuns() {
        List<Row> rows = new ArrayList<>();
        List<BakshException> damaged = new ArrayList<>();
        for (RunHistory run : app.journals.runs().readAll(damaged::add)) rows.add(new Row(null, toRow(run)));
        if (rows.isEmpty() && damaged.isEmpty()) app.console.showNotice("there are no runs");
        app.console.print(rows.isEmpty() ? new Rows.None(null) : rows);
        damaged.forEach(failure -> app.console.showNotice("baksh: " + failure.getMessage()));
    }

    private static Map<String, Object> toRow(RunHistory run) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run", run.id());
        Path script = Path.of(String.valueOf(run.header().get("script")));
        row.put("script", script.getFileName().toString());
        row.put("started", run.startedAt());
        row.put("state", run.state());
        row.put("steps", count(run.steps(), step -> step.state() == StepRecord.State.DONE));
        return row;
    }

    private void showRun(RunHistory run) {
        app.console.print(
                run.steps().stream().map(step -> new Row(null, toRow(step))).toList());
        app.console.showNotice(run.header().get("script") + ": " + run.state()
                + (run.failureReason() == null ? "" : ": " + run.failureReason()));
        for (StepRecord step : run.allSteps()) step.writes().forEach(write -> noteWriteState(run, write));
        boolean canResume = !run.state().equals("done") && !run.state().equals("running");
        if (canResume) app.console.showNotice("to resume: baksh resume " + run.id());
    }

    /** Prints a write with unknown outcome, or a write that the user has settled. */
    private void noteWriteState(RunHistory run, WriteRecord write) {
        String description =
                write.sentAt().truncatedTo(ChronoUnit.SECONDS) + " " + write.server() + ": " + write.description();
        if (write.settlement() != null)
            app.console.showNotice(
                    "settled: " + description + ": " + write.settlement().describe());
        if (!write.isOpen() || run.state().equals("running")) return;
        app.console.showNotice("outcome not known: " + description);
        for (WriteRecord unsettled : WriteJournal.findRecentUnsettled(app.journals.journalFile()))
            if (unsettled.isAtRunLine(run.id(), write.seq()))
                app.console.showNotice("  when you know: baksh journal settle "
                        + unsettled.intent().seq() + " --happened, or --did-not-happen");
    }

    private static Map<String, Object> toRow(StepRecord step) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step.name());
        String state =
                step.failureReason() != null ? "failed" : step.state().name().toLowerCase(Locale.ROOT);
        row.put("state", step.hasUnknownWrite() ? "unknown" : state);
        row.put("began", step.startedAt());
        boolean ended = step.endedAt() != null;
        row.put(
                "seconds",
                ended ? Duration.between(step.startedAt(), step.endedAt()).toSeconds() : null);
        row.put("writes", count(step.writes(), write -> write.outcome() == JournalEvent.Kind.DONE));
        row.put("reason", step.failureReason());
        return row;
    }

    private static <T> long count(List<T> items, Predicate<T> condition) {
        return items.stream().filter(condition).count();
    }

    /**
     * Returns the summary of an unattended command for its last line.
     *
     * @param script file, {@code -e} or {@code -}
     * @param run run in the journal, or null for a script without steps
     * @param reason error message, or null
     */
    public static Map<String, Object> summary(String script, RunHistory run, int exit, String reason) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("run", run == null ? null : run.id());
        summary.put("script", run == null ? script : run.header().get("script"));
        summary.put("exit", exit);
        summary.put("reason", reason);
        List<Map<String, Object>> steps = new ArrayList<>();
        for (StepRecord step : run == null ? List.<StepRecord>of() : run.steps()) {
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
