package dev.baksh.script.report;

import dev.baksh.script.compile.ErrorTranslator;
import java.util.List;
import java.util.Locale;

/** Writer of a run's report as Markdown. */
final class MarkdownReportWriter {
    private final ReportModel model;
    private final StringBuilder markdown = new StringBuilder();

    MarkdownReportWriter(ReportModel model) {
        this.model = model;
    }

    String render() {
        markdown.append("# ").append(escape(model.title())).append("\n\n");
        model.facts().forEach(this::appendItem);
        appendSection("Steps", RunReport.STEP_COLUMNS, model.stepRows());
        appendSection("Processes", RunReport.PROCESS_COLUMNS, model.processRows());
        appendSection("Writes", RunReport.WRITE_COLUMNS, model.writeRows());
        appendSection("Approvals, answers and notes", RunReport.INTERACTION_COLUMNS, model.interactionRows());
        if (!model.exhibits().isEmpty()) markdown.append("\n## Shown\n");
        for (ReportExhibit exhibit : model.exhibits()) appendExhibit(exhibit);
        appendSection("Reads", RunReport.READ_COLUMNS, model.readRows());
        return markdown.toString();
    }

    private void appendExhibit(ReportExhibit exhibit) {
        markdown.append('\n');
        if (!exhibit.step().isEmpty())
            markdown.append("In step ").append(escape(exhibit.step())).append(":\n\n");
        if (exhibit.kind().equals("table")) {
            List<String[]> lines = exhibit.tableRows();
            if (!lines.isEmpty()) appendTable(lines.get(0), lines.subList(1, lines.size()));
        } else if (exhibit.kind().equals("spark")) {
            List<String> numbers = exhibit.numbers().values().stream()
                    .map(MarkdownReportWriter::formatNumber)
                    .toList();
            markdown.append(String.join(", ", numbers)).append('\n');
        } else exhibit.numbers().forEach((name, number) -> appendItem(escape(name), formatNumber(number)));
    }

    private void appendItem(String name, String value) {
        markdown.append("* %s: %s\n".formatted(name, escape(value)));
    }

    static String formatNumber(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.format(Locale.ROOT, "%.2f", number);
    }

    private void appendSection(String heading, String[] columns, List<String[]> rows) {
        if (rows.isEmpty()) return;
        markdown.append("\n## ").append(heading).append("\n\n");
        appendTable(columns, rows);
    }

    private void appendTable(String[] columns, List<String[]> rows) {
        appendRow(columns);
        markdown.append('|').append(" --- |".repeat(columns.length)).append('\n');
        for (String[] row : rows) appendRow(row);
    }

    private void appendRow(String[] cells) {
        markdown.append('|');
        for (String cell : cells) markdown.append(' ').append(escape(cell)).append(" |");
        markdown.append('\n');
    }

    private static String escape(String text) {
        return ErrorTranslator.singleLine(text).replaceAll("([\\\\`*_\\[\\]<>|])", "\\\\$1");
    }
}
