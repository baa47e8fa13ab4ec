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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Model of a report: facts and rows as strings, from the journal of a run. */
record ReportModel(RunHistory run) {
    private static final DateTimeFormatter TIME_FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Set<String> INTERACTION_KINDS =
            Set.of("approve", "agreed", "ask", "note", "asked", "declined", "unanswered");

    /** Title of the run, or else its script. */
    String title() {
        Object title = run.header().get("title");
        return title == null ? String.valueOf(run.header().get("script")) : title.toString();
    }

    /** Facts about the run by name. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        Map<String, ?> header = run.header();
        facts.put("Run", run.id());
        facts.put("State", run.state() + (run.failureReason() == null ? "" : ": " + run.failureReason()));
        facts.put("Script", String.valueOf(header.get("script")));
        facts.put(
                "Started", formatTime(run.startedAt()) + " UTC by " + header.get("user") + " on " + header.get("host"));
        if (header.get("version") != null) facts.put("Version", "baksh " + header.get("version"));
        if (header.get("servers") instanceof Map<?, ?> servers) {
            List<String> parts = run.serverNames().stream()
                    .filter(name -> servers.get(name) != null)
                    .map(name -> name + " at " + servers.get(name))
                    .toList();
            if (!parts.isEmpty()) facts.put("Servers", String.join(", ", parts));
        }
        Instant endTime = endTime();
        if (endTime != null) {
            facts.put("Ended", formatTime(endTime) + " UTC");
            facts.put("Duration", formatDuration(run.startedAt(), endTime));
        }
        addRecoveryTime(facts);
        long resumes = count(JournalEvent.Kind.RUN) - 1;
        if (resumes > 0)
            facts.put(
                    "Processes", resumes + 1 + ": the run was resumed " + (resumes == 1 ? "once" : resumes + " times"));
        // Processes without an END entry, except a running one.
        long killed = resumes + 1 - count(JournalEvent.Kind.END) - (run.state().equals("running") ? 1 : 0);
        if (killed > 0)
            facts.put(
                    "Killed",
                    (killed == 1 ? "1 process" : killed + " processes")
                            + " ended without an END entry; reads after the last journal entry are not counted");
        if (header.get("params") instanceof Map<?, ?> params && !params.isEmpty()) {
            List<String> parts = new ArrayList<>();
            params.forEach((name, value) -> parts.add(name + "=" + formatParameter(value)));
            facts.put("Parameters", String.join(", ", parts));
        }
        facts.put(
                "Journal",
                run.verification().lineCount() + " lines in a hash chain; head "
                        + run.verification().headHash());
        return facts;
    }

    /** Adds the time from the last approval, or else from the first write, to the end of the last step. */
    private void addRecoveryTime(Map<String, String> facts) {
        Instant lastStepEnd = run.steps().stream()
                .map(StepRecord::endedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (lastStepEnd == null) return;
        Instant approvedAt = run.events().stream()
                .filter(event -> event.kind() == JournalEvent.Kind.SAID
                        && text(event, "kind").equals("approve"))
                .map(JournalEvent::time)
                .filter(time -> time.isBefore(lastStepEnd))
                .reduce(null, (first, last) -> last);
        Instant clockStart = approvedAt != null
                ? approvedAt
                : run.writes().stream()
                        .map(WriteRecord::sentAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
        if (clockStart == null || clockStart.isAfter(lastStepEnd)) return;
        String since = approvedAt != null ? "the last approval" : "the first write";
        String recoveryTime =
                formatDuration(clockStart, lastStepEnd) + ", from " + since + " to the end of the last step";
        // The time of an unfinished run is no recovery time.
        facts.put("RTO clock", run.state().equals("done") ? recoveryTime : recoveryTime + "; the run is not done");
    }

    private long count(JournalEvent.Kind kind) {
        return run.events().stream().filter(event -> event.kind() == kind).count();
    }

    private static String text(JournalEvent event, String name) {
        return String.valueOf(event.data().get(name));
    }

    /** End of the run, or the time of the last journal entry. */
    Instant endTime() {
        if (run.endedAt() != null) return run.endedAt();
        List<JournalEvent> events = run.events();
        return events.isEmpty() ? null : events.get(events.size() - 1).time();
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
        if (count(JournalEvent.Kind.RUN) < 2) return rows;
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
            row[4] = text(event, "exit");
        }
        if (run.state().equals("running")) rows.get(rows.size() - 1)[4] = "under way";
        return rows;
    }

    private static String describeStart(JournalEvent event, boolean isFirst) {
        StringBuilder description = new StringBuilder(isFirst ? "run" : "resume");
        for (String name : List.of("from", "only", "skip", "resend", "accept"))
            if (event.data().get(name) != null) description.append(" --%s '%s'".formatted(name, text(event, name)));
        if (event.data().get("unattended") != null) description.append(" --unattended");
        if (event.data().get("answers") instanceof Map<?, ?> answers)
            answers.forEach((question, answer) -> description
                    .append(", '")
                    .append(question)
                    .append("' answered '")
                    .append(answer)
                    .append('\''));
        if (event.data().get("moved") != null) description.append("; ").append(text(event, "moved"));
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
                    || !INTERACTION_KINDS.contains(text(event, "kind"))
                    || isAnswered(event)) continue;
            Object value = event.data().get("value");
            rows.add(new String[] {
                formatTime(event.time()),
                text(event, "kind"),
                text(event, "text"),
                Boolean.TRUE.equals(value) ? "" : String.valueOf(value)
            });
        }
        return rows;
    }

    /**
     * Returns true for a question that a later entry of the same process repeats with its outcome; the report lists
     * only the later entry.
     */
    private boolean isAnswered(JournalEvent question) {
        if (!"asked".equals(question.data().get("kind"))) return false;
        return run.events().stream()
                .anyMatch(event -> event.kind() == JournalEvent.Kind.SAID
                        && event.seq() > question.seq()
                        && List.of("approve", "agreed", "declined", "ask", "unanswered")
                                .contains(text(event, "kind"))
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
            String step = belongsToStep ? text(event, "step") : "";
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
            String kind = text(event, "kind");
            if (event.kind() != JournalEvent.Kind.SAID || !ReportExhibit.KINDS.contains(kind)) continue;
            String step = text(event, "step");
            exhibits.put(
                    step + "\n" + kind + "\n" + event.data().get("text"),
                    new ReportExhibit(step, kind, event.data().get("value")));
        }
        return exhibits.values();
    }
}
