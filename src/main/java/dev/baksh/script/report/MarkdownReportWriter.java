package dev.baksh.script.report;

import dev.baksh.script.compile.ErrorTranslator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as Markdown. */
final class MarkdownReportWriter {
    private final ReportModel evidence;
    private final StringBuilder text = new StringBuilder();

    MarkdownReportWriter(ReportModel evidence) {
        this.evidence = evidence;
    }

    String text() {
        text.append("# ").append(escaped(evidence.title())).append("\n\n");
        for (String[] fact : evidence.facts())
            text.append("* ")
                    .append(fact[0])
                    .append(": ")
                    .append(escaped(fact[1]))
                    .append('\n');
        section("Steps", RunReport.STEPS, evidence.steps());
        section("Processes", RunReport.PROCESSES, evidence.going());
        section("Writes", RunReport.WRITES, evidence.written());
        section("Approvals, answers and notes", RunReport.SAID, evidence.said());
        if (!evidence.shown().isEmpty()) text.append("\n## Shown\n");
        for (ReportExhibit exhibit : evidence.shown()) exhibit(exhibit);
        section("Reads", RunReport.READS, evidence.read());
        return text.toString();
    }

    private void exhibit(ReportExhibit exhibit) {
        text.append('\n');
        if (!exhibit.step().isEmpty())
            text.append("In step ").append(escaped(exhibit.step())).append(":\n\n");
        if (exhibit.kind().equals("table")) {
            List<String[]> lines = exhibit.lines();
            if (!lines.isEmpty()) table(lines.get(0), lines.subList(1, lines.size()));
        } else if (exhibit.kind().equals("spark"))
            text.append(exhibit.numbers().values().stream()
                            .map(MarkdownReportWriter::plain)
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        else
            exhibit.numbers()
                    .forEach((name, number) -> text.append("* ")
                            .append(escaped(name))
                            .append(": ")
                            .append(plain(number))
                            .append('\n'));
    }

    static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.format(Locale.ROOT, "%.2f", number);
    }

    private void section(String heading, String[] columns, List<String[]> rows) {
        if (rows.isEmpty()) return;
        text.append("\n## ").append(heading).append("\n\n");
        table(columns, rows);
    }

    private void table(String[] columns, List<String[]> rows) {
        line(columns);
        text.append('|').append(" --- |".repeat(columns.length)).append('\n');
        for (String[] row : rows) line(row);
    }

    private void line(String[] cells) {
        text.append('|');
        for (String cell : cells) text.append(' ').append(escaped(cell)).append(" |");
        text.append('\n');
    }

    private static String escaped(String text) {
        return ErrorTranslator.line(text).replaceAll("([\\\\`*_\\[\\]<>|])", "\\\\$1");
    }
}
