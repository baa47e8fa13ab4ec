package dev.baksh.script;

import dev.baksh.journal.Event;
import dev.baksh.journal.RunRecord;
import dev.baksh.journal.StepRecord;
import dev.baksh.journal.WriteRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The evidence of a run, made from its journal alone: as Markdown, and as one page of HTML that fetches nothing. */
public final class RunReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String[] STEPS = {"Step", "State", "Began (UTC)", "Took", "Writes"};
    private static final String[] WRITES = {"Time (UTC)", "Server", "Write", "Effect", "Outcome"};
    private static final String[] SAID = {"Time (UTC)", "Kind", "Text", "Answer"};
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
            h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}
            .wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
            th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d0d7de}
            th{color:#57606a;font-weight:600}td{overflow-wrap:anywhere;min-width:4rem}
            .line{display:grid;grid-template-columns:minmax(7rem,14rem) 1fr;gap:1rem;margin:.25rem 0}
            .track{background:#f0f2f4;height:1.3rem;position:relative}
            .bar{position:absolute;top:0;bottom:0;min-width:3px;background:#1a7f37}
            .failed,.unknown{background:#cf222e}.open{background:#9a6700}.skipped{background:#8c959f}
            @media print{body{margin:0}}
            """;

    private final RunRecord run;

    public RunReport(RunRecord run) {
        this.run = run;
    }

    private String title() {
        Object title = run.header().get("title");
        return title == null ? String.valueOf(run.header().get("script")) : title.toString();
    }

    /** What the run is, as name and value. */
    private List<String[]> facts() {
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {"Run", run.id()});
        facts.add(new String[] {"State", run.state() + (run.reason() == null ? "" : ": " + run.reason())});
        facts.add(new String[] {"Script", String.valueOf(run.header().get("script"))});
        facts.add(new String[] {
            "Started",
            time(run.started()) + " UTC by " + run.header().get("user") + " on "
                    + run.header().get("host")
        });
        Instant end = end();
        if (end != null) {
            facts.add(new String[] {"Ended", time(end) + " UTC"});
            facts.add(new String[] {"Duration", words(run.started(), end)});
        }
        Instant first = firstWrite();
        if (first != null && lastStep() != null)
            facts.add(new String[] {
                "RTO clock", words(first, lastStep()) + ", from the first write to the end of the last step"
            });
        if (processes() > 1)
            facts.add(new String[] {"Processes", processes() + ": it was resumed " + (processes() - 1) + " times"});
        if (run.header().get("params") instanceof Map<?, ?> params && !params.isEmpty()) {
            List<String> all = new ArrayList<>();
            params.forEach((name, value) -> all.add(name + "=" + shown(value)));
            facts.add(new String[] {"Parameters", String.join(", ", all)});
        }
        return facts;
    }

    private long processes() {
        return run.events().stream()
                .filter(event -> event.kind() == Event.Kind.RUN)
                .count();
    }

    private Instant end() {
        if (run.ended() != null) return run.ended();
        List<Event> events = run.events();
        return events.isEmpty() ? null : events.get(events.size() - 1).time();
    }

    private Instant firstWrite() {
        return writes().stream().map(WriteRecord::time).min(Instant::compareTo).orElse(null);
    }

    private Instant lastStep() {
        Instant last = null;
        for (StepRecord step : run.steps())
            if (step.ended() != null && (last == null || step.ended().isAfter(last))) last = step.ended();
        return last;
    }

    private List<WriteRecord> writes() {
        List<WriteRecord> writes = new ArrayList<>();
        if (run.step("") != null) writes.addAll(run.step("").writes());
        for (StepRecord step : run.steps()) writes.addAll(step.writes());
        return writes;
    }

    private static String shown(Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1)
            return String.valueOf(map.values().iterator().next());
        return String.valueOf(value);
    }

    private static String time(Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    private static String words(Instant from, Instant to) {
        return ParameterValues.words(Duration.between(from, to).truncatedTo(ChronoUnit.SECONDS));
    }

    private static String state(StepRecord step) {
        if (step.unknown()) return "unknown";
        if (step.state() == StepRecord.State.OPEN) return step.reason() == null ? "open" : "failed";
        return step.state().name().toLowerCase(Locale.ROOT);
    }

    private static String outcome(WriteRecord write) {
        String word = write.outcome() == null
                ? "unknown"
                : write.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return word
                + (write.status() == 0 ? "" : " (" + write.status() + ")")
                + (write.reason() == null ? "" : ": " + write.reason());
    }

    /** One row a step: name, state, began, took, what was written. */
    private List<String[]> steps() {
        List<String[]> rows = new ArrayList<>();
        for (StepRecord step : run.steps()) {
            rows.add(new String[] {
                step.name(),
                state(step) + (step.reason() == null ? "" : ": " + step.reason()),
                time(step.begun()),
                step.ended() == null ? "" : words(step.begun(), step.ended()),
                String.valueOf(step.writes().size())
            });
        }
        return rows;
    }

    private List<String[]> written() {
        List<String[]> rows = new ArrayList<>();
        for (WriteRecord write : writes())
            rows.add(new String[] {time(write.time()), write.server(), write.what(), write.effect(), outcome(write)});
        return rows;
    }

    private List<String[]> said() {
        List<String[]> rows = new ArrayList<>();
        for (Event event : run.events()) {
            if (event.kind() != Event.Kind.SAID || "now".equals(event.data().get("kind"))) continue;
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

    public String markdown() {
        StringBuilder text = new StringBuilder("# ").append(escaped(title())).append("\n\n");
        for (String[] fact : facts())
            text.append("* ")
                    .append(fact[0])
                    .append(": ")
                    .append(escaped(fact[1]))
                    .append('\n');
        table(text, "Steps", STEPS, steps());
        table(text, "Writes", WRITES, written());
        table(text, "Approvals, answers and notes", SAID, said());
        return text.toString();
    }

    private static void table(StringBuilder text, String heading, String[] columns, List<String[]> rows) {
        if (rows.isEmpty()) return;
        text.append("\n## ")
                .append(heading)
                .append("\n\n| ")
                .append(String.join(" | ", columns))
                .append(" |\n|");
        text.append(" --- |".repeat(columns.length)).append('\n');
        for (String[] row : rows) {
            text.append('|');
            for (String cell : row) text.append(' ').append(escaped(cell)).append(" |");
            text.append('\n');
        }
    }

    private static String escaped(String text) {
        return Faults.line(text).replaceAll("([\\\\`*_\\[\\]<>|])", "\\\\$1");
    }

    /** One page without scripts, fonts or pictures from elsewhere. */
    public String html() {
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        html.append(
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n");
        html.append("<title>")
                .append(safe(title()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        html.append("<h1>").append(safe(title())).append("</h1>\n<dl>\n");
        for (String[] fact : facts())
            html.append("<dt>")
                    .append(fact[0])
                    .append("</dt><dd>")
                    .append(safe(fact[1]))
                    .append("</dd>\n");
        html.append("</dl>\n");
        timeline(html);
        rows(html, "Steps", STEPS, steps());
        rows(html, "Writes", WRITES, written());
        rows(html, "Approvals, answers and notes", SAID, said());
        return html.append("</body></html>\n").toString();
    }

    private void timeline(StringBuilder html) {
        Instant end = end();
        if (run.steps().isEmpty() || end == null) return;
        double all = Math.max(1, Duration.between(run.started(), end).toMillis());
        html.append("<h2>Timeline</h2>\n");
        for (StepRecord step : run.steps()) {
            double from = Duration.between(run.started(), step.begun()).toMillis() / all * 100;
            Instant to = step.ended() == null ? end : step.ended();
            double width = Duration.between(step.begun(), to).toMillis() / all * 100;
            html.append("<div class=\"line\"><span>").append(safe(step.name())).append("</span><span class=\"track\">");
            html.append(String.format(
                    Locale.ROOT,
                    "<span class=\"bar %s\" style=\"left:%.2f%%;width:%.2f%%\"></span>",
                    state(step),
                    Math.min(99, from),
                    Math.min(100 - from, width)));
            html.append("</span></div>\n");
        }
    }

    private static void rows(StringBuilder html, String heading, String[] columns, List<String[]> rows) {
        if (rows.isEmpty()) return;
        html.append("<h2>").append(heading).append("</h2>\n<div class=\"wide\"><table><tr>");
        for (String column : columns) html.append("<th>").append(column).append("</th>");
        html.append("</tr>\n");
        for (String[] row : rows) {
            html.append("<tr>");
            for (String cell : row) html.append("<td>").append(safe(cell)).append("</td>");
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private static String safe(String text) {
        return Faults.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
