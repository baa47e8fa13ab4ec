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
import dev.baksh.client.journal.UnsettledWrite;
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

/** {@code baksh runs}: the runs on record, the steps of one, and the command to go on with it. */
public final class RunsCommand {
    private final Console console;
    private final RunStore runs;
    /** Of all writes. */
    private final Path journal;

    public RunsCommand(Console console, JournalService journals) {
        this.console = console;
        this.journal = journals.file();
        this.runs = journals.runs();
    }

    public int show(List<String> rest) {
        if (rest.size() > 1) throw BakshException.usage("runs takes nothing or one run", "baksh runs RUN");
        if (rest.isEmpty()) all();
        else one(runs.get(rest.get(0)));
        return ExitCode.OK.code();
    }

    private void all() {
        List<Row> rows = new ArrayList<>();
        List<BakshException> damaged = new ArrayList<>();
        for (RunHistory run : runs.all(damaged::add)) rows.add(new Row(null, row(run)));
        if (rows.isEmpty() && damaged.isEmpty()) console.note("no run is on record");
        console.print(rows, null, List.of());
        damaged.forEach(one -> console.note("baksh: " + one.getMessage()));
    }

    private static Map<String, Object> row(RunHistory run) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run", run.id());
        row.put(
                "script",
                Path.of(String.valueOf(run.header().get("script")))
                        .getFileName()
                        .toString());
        row.put("started", run.started());
        row.put("state", run.state());
        row.put(
                "steps",
                run.steps().stream()
                        .filter(step -> step.state() == StepRecord.State.DONE)
                        .count());
        return row;
    }

    private void one(RunHistory run) {
        List<Row> rows = new ArrayList<>();
        for (StepRecord step : run.steps()) rows.add(new Row(null, row(step)));
        console.print(rows, null, List.of());
        console.note(
                run.header().get("script") + ": " + run.state() + (run.reason() == null ? "" : ": " + run.reason()));
        for (StepRecord place : run.places()) place.writes().forEach(write -> told(run, write));
        String next = next(run);
        if (next != null) console.note("to go on: " + next);
    }

    /** What nobody knows of a write, and what was said of it since. */
    private void told(RunHistory run, WriteRecord write) {
        String what = write.time().truncatedTo(ChronoUnit.SECONDS) + " " + write.server() + ": " + write.what();
        if (write.settled() != null)
            console.note("settled: " + what + ": " + write.settled().words());
        if (!write.open() || run.state().equals("running")) return;
        console.note("not known whether it happened: " + what);
        for (UnsettledWrite open : WriteJournal.lately(journal))
            if (open.of(run.id(), write.seq()))
                console.note("  when you know: baksh journal settle "
                        + open.intent().seq() + " --happened, or --did-not-happen");
    }

    private static Map<String, Object> row(StepRecord step) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step.name());
        row.put("state", step.unknown() ? "unknown" : step.reason() != null ? "failed" : words(step.state()));
        row.put("began", step.begun());
        row.put(
                "seconds",
                step.ended() == null
                        ? null
                        : Duration.between(step.begun(), step.ended()).toSeconds());
        row.put(
                "writes",
                step.writes().stream()
                        .filter(write -> write.outcome() == JournalEvent.Kind.DONE)
                        .count());
        row.put("reason", step.reason());
        return row;
    }

    private static String words(StepRecord.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** The command by which a person goes on, or null when there is nothing to go on with. */
    private static String next(RunHistory run) {
        if (run.state().equals("done") || run.state().equals("running")) return null;
        return "baksh resume " + run.id();
    }

    /** How a run stands, for the last line of an unattended one. */
    static Map<String, Object> summary(RunHistory run, int exit, String reason) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("run", run.id());
        summary.put("script", run.header().get("script"));
        summary.put("exit", exit);
        summary.put("reason", reason);
        List<Map<String, Object>> steps = new ArrayList<>();
        for (StepRecord step : run.steps()) {
            Map<String, Object> row = row(step);
            List<String> unknown = new ArrayList<>();
            for (WriteRecord write : step.writes())
                if (write.outcome() == null || write.outcome() == JournalEvent.Kind.UNKNOWN) unknown.add(write.what());
            if (!unknown.isEmpty()) row.put("unknown", unknown);
            steps.add(row);
        }
        summary.put("steps", steps);
        return summary;
    }
}
