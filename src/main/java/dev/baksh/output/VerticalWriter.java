package dev.baksh.output;

import java.util.ArrayList;
import java.util.List;

/** One row as lines {@code name  value}; a long value goes on below itself. */
final class VerticalWriter {
    /** Values narrower than this are words cut up, so then the lines run past the edge. */
    private static final int LEAST = 10;

    private final TextOutput out;
    private final OutputStyle style;
    private final TableColors ink;

    VerticalWriter(TextOutput out, OutputStyle style) {
        this.out = out;
        this.style = style;
        this.ink = new TableColors(style.color());
    }

    void print(Object row, List<String> names) {
        List<String> headings = names.stream().map(TerminalEscaper::safe).toList();
        int longest = headings.stream().mapToInt(DisplayWidth::of).max().orElse(0);
        int column = Math.min(longest, Math.max(LEAST, style.width() / 2));
        int room = Math.max(LEAST, style.width() - column - TableLayout.GAP);
        for (int i = 0; i < names.size(); i++) {
            String heading = DisplayWidth.cut(headings.get(i), column);
            String lead = ink.bold(heading) + " ".repeat(column - DisplayWidth.of(heading) + TableLayout.GAP);
            for (String line : lines(RowFields.get(row, names.get(i)), room)) {
                out.line(line.isEmpty() ? lead.stripTrailing() : lead + line);
                lead = " ".repeat(column + TableLayout.GAP);
            }
        }
    }

    private List<String> lines(Object value, int room) {
        List<String> lines = new ArrayList<>();
        for (Cell cell : Cell.lines(value, style)) {
            TimestampDetail beside = TimestampDetail.AGE;
            while (beside != TimestampDetail.NOTHING && DisplayWidth.of(cell.with(beside)) > room) {
                beside = TimestampDetail.values()[beside.ordinal() - 1];
            }
            for (String line : DisplayWidth.wrap(cell.with(beside), room))
                lines.add(ink.paint(cell.kind(), line.stripTrailing()));
        }
        return lines;
    }
}
