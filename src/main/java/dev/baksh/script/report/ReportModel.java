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

/** Model of a report: facts and rows as strings, from the journal of a run. */
final class ReportModel {
    private static final DateTimeFormatter TIME_FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Set<String> INTERACTION_KINDS =
            Set.of("approve", "agreed", "ask", "note", "asked", "declined", "unanswered");

    private final RunHistory run;

    ReportModel(RunHistory run) {
        this.run = run;
    }

    RunHistory run() {
        return run;
    }

    /** Title of the run, or else its script. */
    String title() {
        Object title = run.header().get("title");
        return title == null ? String.valueOf(run.header().get("script")) : title.toString();
    }

    /** Facts about the run as name and value. */
    List<String[]> facts() {
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {"Run", run.id()});
        facts.add(
                new String[] {"State", run.state() + (run.failureReason() == null ? "" : ": " + run.failureReason())});
        facts.add(new String[] {"Script", String.valueOf(run.header().get("script"))});
        facts.add(new String[] {
            "Started",
            formatTime(run.startedAt()) + " UTC by " + run.header().get("user") + " on "
                    + run.header().get("host")
        });
        if (run.header().get("version") != null)
            facts.add(new String[] {"Version", "baksh " + run.header().get("version")});
        if (run.header().get("servers") instanceof Map<?, ?> servers) {
            List<String> parts = new ArrayList<>();
            for (String name : run.serverNames())
                if (servers.get(name) != null) parts.add(name + " at " + servers.get(name));
            if (!parts.isEmpty()) facts.add(new String[] {"Servers", String.join(", ", parts)});
        }
        Instant endTime = endTime();
        if (endTime != null) {
            facts.add(new String[] {"Ended", formatTime(endTime) + " UTC"});
            facts.add(new String[] {"Duration", formatDuration(run.startedAt(), endTime)});
        }
        addRecoveryTime(facts);
        if (processCount() > 1)
            facts.add(new String[] {
                "Processes",
                processCount() + ": the run was resumed "
                        + (processCount() == 2 ? "once" : (processCount() - 1) + " times")
            });
        if (killedProcessCount() > 0)
            facts.add(new String[] {
                "Killed",
                (killedProcessCount() == 1 ? "1 process" : killedProcessCount() + " processes")
                        + " ended without an END entry; reads after the last journal entry are not counted"
            });
        if (run.header().get("params") instanceof Map<?, ?> params && !params.isEmpty()) {
            List<String> parts = new ArrayList<>();
            params.forEach((name, value) -> parts.add(name + "=" + formatParameter(value)));
            facts.add(new String[] {"Parameters", String.join(", ", parts)});
        }
        facts.add(new String[] {
            "Journal",
            run.verification().lineCount() + " lines in a hash chain; head "
                    + run.verification().headHash()
        });
        return facts;
    }

    /** Adds the time from the last approval, or else from the first write, to the end of the last step. */
    private void addRecoveryTime(List<String[]> facts) {
        Instant lastStepEnd = lastStepEnd();
        Instant approvedAt = null;
        for (JournalEvent event : run.events())
            if (event.kind() == JournalEvent.Kind.SAID
                    && "approve".equals(event.data().get("kind"))
                    && lastStepEnd != null
                    && event.time().isBefore(lastStepEnd)) approvedAt = event.time();
        Instant clockStart = approvedAt != null ? approvedAt : firstWriteTime();
        if (clockStart == null || lastStepEnd == null || clockStart.isAfter(lastStepEnd)) return;
        String since = approvedAt != null ? "the last approval" : "the first write";
        String recoveryTime =
                formatDuration(clockStart, lastStepEnd) + ", from " + since + " to the end of the last step";
        // The time of an unfinished run is no recovery time.
        facts.add(new String[] {
            "RTO clock", run.state().equals("done") ? recoveryTime : recoveryTime + "; the run is not done"
        });
    }

    private long processCount() {
        return run.events().stream()
                .filter(event -> event.kind() == JournalEvent.Kind.RUN)
                .count();
    }

    /** Number of processes without an END entry, except a running one. */
    private long killedProcessCount() {
        long endCount = run.events().stream()
                .filter(event -> event.kind() == JournalEvent.Kind.END)
                .count();
        return processCount() - endCount - (run.state().equals("running") ? 1 : 0);
    }

    /** End of the run, or the time of the last journal entry. */
    Instant endTime() {
        if (run.endedAt() != null) return run.endedAt();
        List<JournalEvent> events = run.events();
        return events.isEmpty() ? null : events.get(events.size() - 1).time();
    }

    private Instant firstWriteTime() {
        return run.writes().stream()
                .map(WriteRecord::sentAt)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private Instant lastStepEnd() {
        Instant lastStepEnd = null;
        for (StepRecord step : run.steps())
            if (step.endedAt() != null && (lastStepEnd == null || step.endedAt().isAfter(lastStepEnd)))
                lastStepEnd = step.endedAt();
        return lastStepEnd;
    }

    private static String formatParameter(Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1) {
            String text = String.valueOf(map.values().iterator().next());
            return map.containsKey("~duration") ? ParameterParser.formatDuration(Duration.parse(text)) : text;
        }
        return String.valueOf(value);
    }

    private static String formatTime(Instant time) {
        return time == null ? "" : TIME_FORMAT.format(time);
    }

    private static String formatDuration(Instant from, Instant to) {
        return ParameterParser.formatDuration(Duration.between(from, to).truncatedTo(ChronoUnit.SECONDS));
    }

    private static String formatOutcome(WriteRecord write) {
        String state = write.outcome() == null
                ? "unknown"
                : write.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return state
                + (write.status() == 0 ? "" : " (" + write.status() + ")")
                + (write.reason() == null ? "" : ": " + write.reason());
    }

    /** All attempts of all steps, in order. */
    List<StepAttempt> attempts() {
        return StepAttempt.of(run);
    }

    /** Attempts as rows: name, state, start, duration, reads, writes. */
    List<String[]> stepRows() {
        List<String[]> rows = new ArrayList<>();
        for (StepAttempt attempt : attempts()) {
            rows.add(new String[] {
                attempt.step(),
                attempt.state() + (attempt.reason() == null ? "" : ": " + attempt.reason()),
                formatTime(attempt.startedAt()),
                attempt.state().equals("skipped") ? "" : formatDuration(attempt.startedAt(), attempt.endedAt()),
                String.valueOf(attempt.reads()),
                String.valueOf(attempt.writes())
            });
        }
        return rows;
    }

    /** One row for each process, when there was more than one: start, user, options, end, exit code. */
    List<String[]> processRows() {
        List<String[]> rows = new ArrayList<>();
        if (processCount() < 2) return rows;
        for (JournalEvent event : run.events()) {
            if (event.kind() == JournalEvent.Kind.RUN)
                rows.add(new String[] {
                    formatTime(event.time()),
                    event.data().get("user") + " on " + event.data().get("host"),
                    describeStart(event, rows.isEmpty()),
                    "",
                    "killed, or no exit recorded"
                });
            if (event.kind() != JournalEvent.Kind.END || rows.isEmpty()) continue;
            String[] row = rows.get(rows.size() - 1);
            row[3] = formatTime(event.time());
            row[4] = String.valueOf(event.data().get("exit"));
        }
        if (run.state().equals("running")) rows.get(rows.size() - 1)[4] = "under way";
        return rows;
    }

    private static String describeStart(JournalEvent event, boolean isFirst) {
        StringBuilder description = new StringBuilder(isFirst ? "run" : "resume");
        for (String name : List.of("from", "only", "skip", "resend", "accept"))
            if (event.data().get(name) != null)
                description
                        .append(" --")
                        .append(name)
                        .append(" '")
                        .append(event.data().get(name))
                        .append('\'');
        if (event.data().get("unattended") != null) description.append(" --unattended");
        if (event.data().get("moved") != null)
            description.append("; ").append(event.data().get("moved"));
        return description.toString();
    }

    List<String[]> writeRows() {
        List<String[]> rows = new ArrayList<>();
        Map<Long, String> steps = new LinkedHashMap<>();
        for (JournalEvent event : run.events())
            if (event.kind() == JournalEvent.Kind.INTENT)
                steps.put(event.seq(), String.valueOf(event.data().getOrDefault("step", "")));
        for (WriteRecord write : run.writes())
            rows.add(new String[] {
                formatTime(write.sentAt()),
                steps.get(write.seq()),
                write.server(),
                write.description(),
                write.effect(),
                formatOutcome(write)
            });
        return rows;
    }

    /** Approvals, answers and notes, in order. */
    List<String[]> interactionRows() {
        List<String[]> rows = new ArrayList<>();
        for (JournalEvent event : run.events()) {
            if (event.kind() != JournalEvent.Kind.SAID
                    || !INTERACTION_KINDS.contains(String.valueOf(event.data().get("kind")))
                    || isAnswered(event)) continue;
            Object value = event.data().get("value");
            rows.add(new String[] {
                formatTime(event.time()),
                String.valueOf(event.data().get("kind")),
                String.valueOf(event.data().get("text")),
                Boolean.TRUE.equals(value) ? "" : String.valueOf(value)
            });
        }
        return rows;
    }

    /** Returns true for a question whose outcome a later entry records, so that the question itself is not listed. */
    private boolean isAnswered(JournalEvent question) {
        if (!"asked".equals(question.data().get("kind"))) return false;
        return run.events().stream()
                .anyMatch(event -> event.kind() == JournalEvent.Kind.SAID
                        && event.seq() > question.seq()
                        && List.of("approve", "agreed", "declined", "ask", "unanswered")
                                .contains(String.valueOf(event.data().get("kind")))
                        && question.data().get("text").equals(event.data().get("text"))
                        && run.events().stream()
                                .noneMatch(between -> between.kind() == JournalEvent.Kind.RUN
                                        && between.seq() > question.seq()
                                        && between.seq() < event.seq()));
    }

    /** Reads by step, server and path, with their number of requests. */
    List<String[]> readRows() {
        Map<List<String>, Integer> requestCounts = new LinkedHashMap<>();
        for (JournalEvent event : run.events()) {
            if (!(event.data().get("reads") instanceof List<?> reads)) continue;
            boolean belongsToStep =
                    event.kind() != JournalEvent.Kind.STEP && event.data().get("step") != null;
            String step = belongsToStep ? String.valueOf(event.data().get("step")) : "";
            for (Object entry : reads) {
                Map<?, ?> readEntry = (Map<?, ?>) entry;
                requestCounts.merge(
                        List.of(step, String.valueOf(readEntry.get("server")), String.valueOf(readEntry.get("what"))),
                        ((Number) readEntry.get("requests")).intValue(),
                        Integer::sum);
            }
        }
        List<String[]> rows = new ArrayList<>();
        requestCounts.forEach(
                (key, count) -> rows.add(new String[] {key.get(0), key.get(1), key.get(2), String.valueOf(count)}));
        return rows;
    }

    /** Exhibits in order; a resume replaces an exhibit that it shows again. */
    Collection<ReportExhibit> exhibits() {
        Map<String, ReportExhibit> exhibits = new LinkedHashMap<>();
        for (JournalEvent event : run.events()) {
            String kind = String.valueOf(event.data().get("kind"));
            if (event.kind() != JournalEvent.Kind.SAID || !ReportExhibit.KINDS.contains(kind)) continue;
            String step = String.valueOf(event.data().get("step"));
            exhibits.put(
                    step + "\n" + kind + "\n" + event.data().get("text"),
                    new ReportExhibit(step, kind, event.data().get("value")));
        }
        return exhibits.values();
    }
}
