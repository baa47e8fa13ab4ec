package dev.baksh.script.report;

import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.runbook.ParameterParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Writer of a report as one HTML page without external resources and scripts. */
final class HtmlReportWriter {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
            h1{font-size:1.6rem;overflow-wrap:anywhere}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;font-weight:600}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}
            .wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
            th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d0d7de}
            th{color:#57606a;font-weight:600;white-space:nowrap}td{min-width:4rem}
            .line{display:grid;grid-template-columns:minmax(7rem,16rem) 1fr 4rem;gap:1rem;margin:.25rem 0}
            .line span:first-child{overflow-wrap:anywhere}.figure{text-align:right;color:#57606a}
            .track{background:#f0f2f4;height:1.3rem;position:relative}
            .bar{position:absolute;top:0;bottom:0;min-width:3px;background:#1a7f37}.amount{background:#0969da}
            .failed,.unknown{background:#cf222e}.broken-off,.under-way{background:#9a6700}.skipped{background:#8c959f}
            .key{color:#57606a}.dot{display:inline-block;width:.7rem;height:.7rem;margin:0 .4rem 0 .8rem}.done{background:#1a7f37}
            .dot:first-child{margin-left:0}.time{white-space:nowrap}
            svg{width:100%;max-width:40rem;height:4rem;display:block}
            @media(max-width:40rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}
            .line{grid-template-columns:1fr 4rem;gap:0 .6rem}.line span:first-child{grid-column:1/3}}
            .shown{margin:0 0 1.5rem}
            @media print{body{margin:0}}
            """;

    private static final Pattern TIME_PATTERN = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");

    private final ReportModel model;
    private final StringBuilder html = new StringBuilder();

    HtmlReportWriter(ReportModel model) {
        this.model = model;
    }

    String render() {
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n");
        html.append(
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n");
        String title = escapeHtml(model.title());
        html.append("<title>").append(title).append("</title>\n<style>\n").append(STYLE);
        html.append("</style></head><body>\n<h1>").append(title).append("</h1>\n<dl>\n");
        for (String[] fact : model.facts()) {
            html.append("<dt>").append(fact[0]).append("</dt><dd>");
            html.append(escapeHtml(fact[1])).append("</dd>\n");
        }
        html.append("</dl>\n");
        appendTimeline();
        appendSection("Steps", RunReport.STEP_COLUMNS, model.stepRows());
        appendSection("Processes", RunReport.PROCESS_COLUMNS, model.processRows());
        appendSection("Writes", RunReport.WRITE_COLUMNS, model.writeRows());
        appendSection("Approvals, answers and notes", RunReport.INTERACTION_COLUMNS, model.interactionRows());
        if (!model.exhibits().isEmpty()) html.append("<h2>Shown</h2>\n");
        for (ReportExhibit exhibit : model.exhibits()) appendExhibit(exhibit);
        appendSection("Reads", RunReport.READ_COLUMNS, model.readRows());
        return html.append("</body></html>\n").toString();
    }

    private void appendTimeline() {
        Instant startTime = model.run().startedAt();
        Instant endTime = model.endTime();
        List<StepAttempt> allAttempts = model.attempts();
        Map<String, List<StepAttempt>> steps = new LinkedHashMap<>();
        for (StepAttempt attempt : allAttempts)
            steps.computeIfAbsent(attempt.step(), key -> new ArrayList<>()).add(attempt);
        if (steps.isEmpty() || endTime == null) return;
        double totalMillis = Math.max(1, Duration.between(startTime, endTime).toMillis());
        html.append("<h2>Timeline</h2>\n");
        steps.forEach((step, attempts) -> {
            Duration totalDuration = Duration.ZERO;
            StringBuilder bars = new StringBuilder();
            for (StepAttempt attempt : attempts) {
                double startPercent = Math.min(
                        99,
                        Math.max(
                                0,
                                Duration.between(startTime, attempt.startedAt()).toMillis() / totalMillis * 100));
                Duration attemptDuration = Duration.between(attempt.startedAt(), attempt.endedAt());
                if (!attemptDuration.isNegative()) totalDuration = totalDuration.plus(attemptDuration);
                double widthPercent =
                        Math.max(0, Math.min(100 - startPercent, attemptDuration.toMillis() / totalMillis * 100));
                bars.append(barHtml(attempt.state(), startPercent, widthPercent));
            }
            appendBarLine(step, bars.toString(), ParameterParser.formatDuration(totalDuration));
        });
        html.append("<p class=\"key\">");
        for (String state : List.of("done", "failed", "unknown", "broken off", "skipped")) {
            if (allAttempts.stream().noneMatch(attempt -> attempt.state().equals(state))) continue;
            html.append("<span class=\"dot ")
                    .append(state.replace(' ', '-'))
                    .append("\"></span>")
                    .append(state)
                    .append(' ');
        }
        html.append("</p>\n");
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
        html.append("<div class=\"line\"><span>").append(escapeHtml(label)).append("</span><span class=\"track\">");
        html.append(bars)
                .append("</span><span class=\"figure\">")
                .append(escapeHtml(value))
                .append("</span></div>\n");
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
        double maximum =
                numbers.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        numbers.forEach((name, number) -> {
            double widthPercent = maximum <= 0 ? 0 : Math.max(0, number / maximum * 100);
            appendBarLine(name, barHtml("amount", 0, widthPercent), MarkdownReportWriter.formatNumber(number));
        });
    }

    private void appendSparkline(Map<String, Double> numbers) {
        if (numbers.isEmpty()) return;
        double minimum =
                numbers.values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double maximum =
                numbers.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder points = new StringBuilder();
        int index = 0;
        for (double number : numbers.values()) {
            double x = numbers.size() == 1 ? 50 : index++ * 100.0 / (numbers.size() - 1);
            double y = maximum == minimum ? 50 : 95 - (number - minimum) / (maximum - minimum) * 90;
            points.append(String.format(Locale.ROOT, "%.2f,%.2f ", x, y));
        }
        String range = MarkdownReportWriter.formatNumber(minimum) + " to " + MarkdownReportWriter.formatNumber(maximum);
        html.append("<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
                .append(numbers.size())
                .append(" numbers, ")
                .append(range)
                .append(
                        "\"><polyline fill=\"none\" stroke=\"#0969da\" stroke-width=\"2\" vector-effect=\"non-scaling-stroke\" points=\"")
                .append(points.toString().strip())
                .append("\"/></svg>\n<p>")
                .append(numbers.size())
                .append(" numbers, ")
                .append(range)
                .append("</p>\n");
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
            for (String cell : row)
                html.append(TIME_PATTERN.matcher(cell).matches() ? "<td class=\"time\">" : "<td>")
                        .append(escapeHtml(cell))
                        .append("</td>");
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
