package dev.baksh.script.report;

import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.runbook.ParameterParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writer of a report as one HTML page without external resources and scripts. */
final class HtmlReportWriter {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(title|style|body)\\}");

    private static final Pattern TIME_PATTERN = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");

    private final ReportModel model;
    private final StringBuilder html = new StringBuilder();

    HtmlReportWriter(ReportModel model) {
        this.model = model;
    }

    String render() {
        html.append("<dl>\n");
        model.facts()
                .forEach((name, value) -> html.append("<dt>%s</dt><dd>%s</dd>\n".formatted(name, escapeHtml(value))));
        html.append("</dl>\n");
        appendTimeline();
        appendSection("Steps", RunReport.STEP_COLUMNS, model.stepRows());
        appendSection("Processes", RunReport.PROCESS_COLUMNS, model.processRows());
        appendSection("Writes", RunReport.WRITE_COLUMNS, model.writeRows());
        appendSection("Approvals, answers and notes", RunReport.INTERACTION_COLUMNS, model.interactionRows());
        if (!model.exhibits().isEmpty()) html.append("<h2>Shown</h2>\n");
        for (ReportExhibit exhibit : model.exhibits()) appendExhibit(exhibit);
        appendSection("Reads", RunReport.READ_COLUMNS, model.readRows());
        Map<String, String> values = Map.of(
                "title", escapeHtml(model.title()), "style", readResource("report.css"), "body", html.toString());
        // One pass, so that a placeholder in a value stays as it is.
        return PLACEHOLDER
                .matcher(readResource("report.html"))
                .replaceAll(match -> Matcher.quoteReplacement(values.get(match.group(1))));
    }

    private static String readResource(String name) {
        try (InputStream in = HtmlReportWriter.class.getResourceAsStream("/dev/baksh/report/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void appendTimeline() {
        Instant startTime = model.run().startedAt();
        Instant endTime = model.endTime();
        Map<String, List<StepAttempt>> steps = model.attempts().stream()
                .collect(Collectors.groupingBy(StepAttempt::step, LinkedHashMap::new, Collectors.toList()));
        if (steps.isEmpty() || endTime == null) return;
        double totalMillis = Math.max(1, Duration.between(startTime, endTime).toMillis());
        html.append("<h2>Timeline</h2>\n");
        steps.forEach((step, attempts) -> {
            Duration totalDuration = Duration.ZERO;
            StringBuilder bars = new StringBuilder();
            for (StepAttempt attempt : attempts) {
                Duration delay = Duration.between(startTime, attempt.startedAt());
                Duration duration = Duration.between(attempt.startedAt(), attempt.endedAt());
                if (!duration.isNegative()) totalDuration = totalDuration.plus(duration);
                double startPercent = clamp(delay.toMillis() / totalMillis * 100, 99);
                double widthPercent = clamp(duration.toMillis() / totalMillis * 100, 100 - startPercent);
                bars.append(barHtml(attempt.state(), startPercent, widthPercent));
            }
            appendBarLine(step, bars.toString(), ParameterParser.formatDuration(totalDuration));
        });
        html.append("<p class=\"key\">");
        for (String state : List.of("done", "failed", "unknown", "broken off", "skipped"))
            if (model.attempts().stream().anyMatch(attempt -> attempt.state().equals(state)))
                html.append("<span class=\"dot %s\"></span>%s ".formatted(state.replace(' ', '-'), state));
        html.append("</p>\n");
    }

    private static double clamp(double percent, double maximum) {
        return Math.min(maximum, Math.max(0, percent));
    }

    private static String barHtml(String cssClass, double startPercent, double widthPercent) {
        return String.format(
                Locale.ROOT,
                "<span class=\"bar %s\" style=\"left:%.2f%%;width:%.2f%%\"></span>",
                cssClass.replace(' ', '-'),
                startPercent,
                widthPercent);
    }

    private void appendBarLine(String label, String bars, String value) {
        html.append(
                "<div class=\"line\"><span>%s</span><span class=\"track\">%s</span><span class=\"figure\">%s</span></div>\n"
                        .formatted(escapeHtml(label), bars, escapeHtml(value)));
    }

    private void appendExhibit(ReportExhibit exhibit) {
        html.append("<div class=\"shown\">\n");
        if (!exhibit.step().isEmpty())
            html.append("<h3>").append(escapeHtml(exhibit.step())).append("</h3>\n");
        if (exhibit.kind().equals("table")) {
            List<String[]> lines = exhibit.tableRows();
            if (!lines.isEmpty()) appendTable(lines.get(0), lines.subList(1, lines.size()));
        } else if (exhibit.kind().equals("bar")) appendBars(exhibit.numbers());
        else appendSparkline(exhibit.numbers());
        html.append("</div>\n");
    }

    private void appendBars(Map<String, Double> numbers) {
        double maximum = numbers.isEmpty() ? 0 : Collections.max(numbers.values());
        numbers.forEach((name, number) -> {
            double widthPercent = maximum <= 0 ? 0 : Math.max(0, number / maximum * 100);
            appendBarLine(name, barHtml("amount", 0, widthPercent), MarkdownReportWriter.formatNumber(number));
        });
    }

    private void appendSparkline(Map<String, Double> numbers) {
        if (numbers.isEmpty()) return;
        double minimum = Collections.min(numbers.values());
        double maximum = Collections.max(numbers.values());
        List<String> points = new ArrayList<>();
        for (double number : numbers.values()) {
            double x = numbers.size() == 1 ? 50 : points.size() * 100.0 / (numbers.size() - 1);
            double y = maximum == minimum ? 50 : 95 - (number - minimum) / (maximum - minimum) * 90;
            points.add(String.format(Locale.ROOT, "%.2f,%.2f", x, y));
        }
        String range = "%d numbers, %s to %s"
                .formatted(
                        numbers.size(),
                        MarkdownReportWriter.formatNumber(minimum),
                        MarkdownReportWriter.formatNumber(maximum));
        html.append("""
                <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="%s">\
                <polyline fill="none" stroke="#0969da" stroke-width="2" vector-effect="non-scaling-stroke" points="%s"/></svg>
                <p>%s</p>
                """.formatted(range, String.join(" ", points), range));
    }

    private void appendSection(String heading, String[] columns, List<String[]> rows) {
        if (rows.isEmpty()) return;
        html.append("<h2>").append(heading).append("</h2>\n");
        appendTable(columns, rows);
    }

    private void appendTable(String[] columns, List<String[]> rows) {
        html.append("<div class=\"wide\"><table><tr>");
        for (String column : columns)
            html.append("<th>").append(escapeHtml(column)).append("</th>");
        html.append("</tr>\n");
        for (String[] row : rows) {
            html.append("<tr>");
            for (String cell : row) {
                String attribute = TIME_PATTERN.matcher(cell).matches() ? " class=\"time\"" : "";
                html.append("<td" + attribute + ">").append(escapeHtml(cell)).append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private static String escapeHtml(String text) {
        return ErrorTranslator.singleLine(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
