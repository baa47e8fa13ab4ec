package dev.baksh.script.report;

import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.script.runbook.ParameterParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a run's journal tells of it, as texts for a report. */
final class ReportModel {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Set<String> WORDS =
            Set.of("approve", "agreed", "ask", "note", "asked", "declined", "unanswered");

    private final RunHistory run;

    ReportModel(RunHistory run) {
        this.run = run;
    }

    RunHistory run() {
        return run;
    }

    /** What the run is called. */
    String title() {
        Object title = run.header().get("title");
        return title == null ? String.valueOf(run.header().get("script")) : title.toString();
    }

    /** What the run is, as name and value. */
    List<String[]> facts() {
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {"Run", run.id()});
        facts.add(new String[] {"State", run.state() + (run.reason() == null ? "" : ": " + run.reason())});
        facts.add(new String[] {"Script", String.valueOf(run.header().get("script"))});
        facts.add(new String[] {
            "Started",
            time(run.started()) + " UTC by " + run.header().get("user") + " on "
                    + run.header().get("host")
        });
        if (run.header().get("version") != null)
            facts.add(new String[] {"Version", "baksh " + run.header().get("version")});
        if (run.header().get("servers") instanceof Map<?, ?> servers) {
            List<String> all = new ArrayList<>();
            for (String name : run.servers()) if (servers.get(name) != null) all.add(name + " at " + servers.get(name));
            if (!all.isEmpty()) facts.add(new String[] {"Servers", String.join(", ", all)});
        }
        Instant end = end();
        if (end != null) {
            facts.add(new String[] {"Ended", time(end) + " UTC"});
            facts.add(new String[] {"Duration", words(run.started(), end)});
        }
        rto(facts);
        if (processes() > 1)
            facts.add(new String[] {
                "Processes",
                processes() + ": it was resumed " + (processes() == 2 ? "once" : (processes() - 1) + " times")
            });
        if (killed() > 0)
            facts.add(new String[] {
                "Killed",
                (killed() == 1 ? "1 process" : killed() + " processes")
                        + " ended without a word; what was read after the last write on record is not counted"
            });
        if (run.header().get("params") instanceof Map<?, ?> params && !params.isEmpty()) {
            List<String> all = new ArrayList<>();
            params.forEach((name, value) -> all.add(name + "=" + shown(value)));
            facts.add(new String[] {"Parameters", String.join(", ", all)});
        }
        facts.add(new String[] {
            "Journal",
            run.chain().lines() + " lines, each sealed by the one before it; head "
                    + run.chain().head()
        });
        return facts;
    }

    /** From the decision to act, or else from the first write, to the end of the last step. */
    private void rto(List<String[]> facts) {
        Instant last = lastStep();
        Instant approved = null;
        for (JournalEvent event : run.events())
            if (event.kind() == JournalEvent.Kind.SAID
                    && "approve".equals(event.data().get("kind"))
                    && last != null
                    && event.time().isBefore(last)) approved = event.time();
        Instant from = approved != null ? approved : firstWrite();
        if (from == null || last == null || from.isAfter(last)) return;
        String since = approved != null ? "the last approval" : "the first write";
        String measured = words(from, last) + ", from " + since + " to the end of the last step";
        // A clock that stopped because the run did is no time of a recovery.
        facts.add(
                new String[] {"RTO clock", run.state().equals("done") ? measured : measured + "; the run is not done"});
    }

    private long processes() {
        return run.events().stream()
                .filter(event -> event.kind() == JournalEvent.Kind.RUN)
                .count();
    }

    /** Processes that have no end on record; not one that is still at it. */
    private long killed() {
        long ends = run.events().stream()
                .filter(event -> event.kind() == JournalEvent.Kind.END)
                .count();
        return processes() - ends - (run.state().equals("running") ? 1 : 0);
    }

    /** When it ended, or was last heard of. */
    Instant end() {
        if (run.ended() != null) return run.ended();
        List<JournalEvent> events = run.events();
        return events.isEmpty() ? null : events.get(events.size() - 1).time();
    }

    private Instant firstWrite() {
        return run.sent().stream()
                .map(WriteRecord::time)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private Instant lastStep() {
        Instant last = null;
        for (StepRecord step : run.steps())
            if (step.ended() != null && (last == null || step.ended().isAfter(last))) last = step.ended();
        return last;
    }

    private static String shown(Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1) {
            String one = String.valueOf(map.values().iterator().next());
            return map.containsKey("~duration") ? ParameterParser.words(Duration.parse(one)) : one;
        }
        return String.valueOf(value);
    }

    private static String time(Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    private static String words(Instant from, Instant to) {
        return ParameterParser.words(Duration.between(from, to).truncatedTo(ChronoUnit.SECONDS));
    }

    private static String outcome(WriteRecord write) {
        String word = write.outcome() == null
                ? "unknown"
                : write.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return word
                + (write.status() == 0 ? "" : " (" + write.status() + ")")
                + (write.reason() == null ? "" : ": " + write.reason());
    }

    /** Each go at each step, in order. */
    List<StepAttempt> attempts() {
        return StepAttempt.of(run);
    }

    /** The same as rows: name, state, began, took, requests that read, writes. */
    List<String[]> steps() {
        List<String[]> rows = new ArrayList<>();
        for (StepAttempt one : attempts()) {
            rows.add(new String[] {
                one.step(),
                one.state() + (one.reason() == null ? "" : ": " + one.reason()),
                time(one.begun()),
                one.state().equals("skipped") ? "" : words(one.begun(), one.ended()),
                String.valueOf(one.reads()),
                String.valueOf(one.writes())
            });
        }
        return rows;
    }

    /** One row a process, where there was more than one: began, who, how, ended, exit code. */
    List<String[]> going() {
        List<String[]> rows = new ArrayList<>();
        if (processes() < 2) return rows;
        for (JournalEvent event : run.events()) {
            if (event.kind() == JournalEvent.Kind.RUN)
                rows.add(new String[] {
                    time(event.time()),
                    event.data().get("user") + " on " + event.data().get("host"),
                    how(event, rows.isEmpty()),
                    "",
                    "killed, or left at once"
                });
            if (event.kind() != JournalEvent.Kind.END || rows.isEmpty()) continue;
            String[] row = rows.get(rows.size() - 1);
            row[3] = time(event.time());
            row[4] = String.valueOf(event.data().get("exit"));
        }
        if (run.state().equals("running")) rows.get(rows.size() - 1)[4] = "under way";
        return rows;
    }

    private static String how(JournalEvent event, boolean first) {
        StringBuilder how = new StringBuilder(first ? "run" : "resume");
        for (String name : List.of("from", "only", "skip", "resend", "accept"))
            if (event.data().get(name) != null)
                how.append(" --")
                        .append(name)
                        .append(" '")
                        .append(event.data().get(name))
                        .append('\'');
        if (event.data().get("unattended") != null) how.append(" --unattended");
        if (event.data().get("moved") != null)
            how.append("; ").append(event.data().get("moved"));
        return how.toString();
    }

    List<String[]> written() {
        List<String[]> rows = new ArrayList<>();
        Map<Long, String> steps = new LinkedHashMap<>();
        for (JournalEvent event : run.events())
            if (event.kind() == JournalEvent.Kind.INTENT)
                steps.put(event.seq(), String.valueOf(event.data().getOrDefault("step", "")));
        for (WriteRecord write : run.sent())
            rows.add(new String[] {
                time(write.time()), steps.get(write.seq()), write.server(), write.what(), write.effect(), outcome(write)
            });
        return rows;
    }

    /** Approvals, answers and notes in order. */
    List<String[]> said() {
        List<String[]> rows = new ArrayList<>();
        for (JournalEvent event : run.events()) {
            if (event.kind() != JournalEvent.Kind.SAID
                    || !WORDS.contains(String.valueOf(event.data().get("kind")))
                    || answered(event)) continue;
            Object value = event.data().get("value");
            rows.add(new String[] {
                time(event.time()),
                String.valueOf(event.data().get("kind")),
                String.valueOf(event.data().get("text")),
                Boolean.TRUE.equals(value) ? "" : String.valueOf(value)
            });
        }
        return rows;
    }

    /** A question of which the line after it tells more: only of one that was never answered there is nothing else. */
    private boolean answered(JournalEvent asked) {
        if (!"asked".equals(asked.data().get("kind"))) return false;
        return run.events().stream()
                .anyMatch(event -> event.kind() == JournalEvent.Kind.SAID
                        && event.seq() > asked.seq()
                        && List.of("approve", "agreed", "declined", "ask", "unanswered")
                                .contains(String.valueOf(event.data().get("kind")))
                        && asked.data().get("text").equals(event.data().get("text"))
                        && run.events().stream()
                                .noneMatch(between -> between.kind() == JournalEvent.Kind.RUN
                                        && between.seq() > asked.seq()
                                        && between.seq() < event.seq()));
    }

    /** What was asked of which server in which step, and how often. */
    List<String[]> read() {
        Map<List<String>, Integer> all = new LinkedHashMap<>();
        for (JournalEvent event : run.events()) {
            if (!(event.data().get("reads") instanceof List<?> reads)) continue;
            boolean ofStep =
                    event.kind() != JournalEvent.Kind.STEP && event.data().get("step") != null;
            String step = ofStep ? String.valueOf(event.data().get("step")) : "";
            for (Object one : reads) {
                Map<?, ?> read = (Map<?, ?>) one;
                all.merge(
                        List.of(step, String.valueOf(read.get("server")), String.valueOf(read.get("what"))),
                        ((Number) read.get("requests")).intValue(),
                        Integer::sum);
            }
        }
        List<String[]> rows = new ArrayList<>();
        all.forEach((key, count) -> rows.add(new String[] {key.get(0), key.get(1), key.get(2), String.valueOf(count)}));
        return rows;
    }

    /** What the script has shown, in order; of what a resume has shown again the later. */
    Collection<ReportExhibit> shown() {
        Map<String, ReportExhibit> all = new LinkedHashMap<>();
        for (JournalEvent event : run.events()) {
            String kind = String.valueOf(event.data().get("kind"));
            if (event.kind() != JournalEvent.Kind.SAID || !ReportExhibit.KINDS.contains(kind)) continue;
            String step = String.valueOf(event.data().get("step"));
            all.put(
                    step + "\n" + kind + "\n" + event.data().get("text"),
                    new ReportExhibit(step, kind, event.data().get("value")));
        }
        return all.values();
    }
}
