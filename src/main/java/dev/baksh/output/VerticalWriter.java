package dev.baksh.output;

import dev.baksh.client.api.Row;
import dev.baksh.output.Cell.TimestampDetail;
import java.util.ArrayList;
import java.util.List;

/** Writer of one row as lines {@code name  value}; a long value is wrapped in its column. */
record VerticalWriter(TextOutput out, OutputStyle style) {
    /** Minimum width of values; on a narrower screen the lines exceed the width. */
    private static final int MIN_WIDTH = 10;

    void print(Object row, List<String> names) {
        List<String> headings = names.stream().map(TerminalEscaper::sanitize).toList();
        int longestHeading = headings.stream().mapToInt(DisplayWidth::of).max().orElse(0);
        int headingWidth = Math.min(longestHeading, Math.max(MIN_WIDTH, style.width() / 2));
        int valueWidth = Math.max(MIN_WIDTH, style.width() - headingWidth - TableLayout.COLUMN_GAP);
        for (int i = 0; i < names.size(); i++) {
            String heading = DisplayWidth.truncate(headings.get(i), headingWidth);
            String prefix =
                    style.bold(heading) + " ".repeat(headingWidth - DisplayWidth.of(heading) + TableLayout.COLUMN_GAP);
            for (String line : formatLines(row, names.get(i), valueWidth)) {
                out.appendLine(line.isEmpty() ? prefix.stripTrailing() : prefix + line);
                prefix = " ".repeat(headingWidth + TableLayout.COLUMN_GAP);
            }
        }
    }

    private List<String> formatLines(Object row, String name, int valueWidth) {
        List<String> lines = new ArrayList<>();
        Object value = RowFields.get(row, name);
        boolean isText = value instanceof CharSequence
                || row instanceof Row references && references.describeReference(name) != null;
        for (Cell cell : isText ? List.of(Cell.ofField(row, name, style)) : Cell.toLines(value, style)) {
            TimestampDetail detail = TimestampDetail.LOCAL_TIME_AND_AGE;
            while (detail != TimestampDetail.NONE && DisplayWidth.of(cell.format(detail)) > valueWidth) {
                detail = detail.shorter();
            }
            for (String line : DisplayWidth.wrap(cell.format(detail), valueWidth))
                lines.add(style.paint(cell.kind(), line.stripTrailing()));
        }
        return lines;
    }
}
