package dev.baksh.render;

import java.util.ArrayList;
import java.util.List;

/** One row as lines {@code name  value}; a long value goes on below itself. */
final class Vertical {
    /** Values narrower than this are words cut up, so then the lines run past the edge. */
    private static final int LEAST = 10;

    private final Sink out;
    private final Style style;
    private final Ink ink;

    Vertical(Sink out, Style style) {
        this.out = out;
        this.style = style;
        this.ink = new Ink(style.color());
    }

    void print(Object row, List<String> names) {
        List<String> headings = names.stream().map(Text::safe).toList();
        int longest = headings.stream().mapToInt(Width::of).max().orElse(0);
        int column = Math.min(longest, Math.max(LEAST, style.width() / 2));
        int room = Math.max(LEAST, style.width() - column - Layout.GAP);
        for (int i = 0; i < names.size(); i++) {
            String heading = Width.cut(headings.get(i), column);
            String lead = ink.bold(heading) + " ".repeat(column - Width.of(heading) + Layout.GAP);
            for (String line : lines(Fields.get(row, names.get(i)), room)) {
                out.line(line.isEmpty() ? lead.stripTrailing() : lead + line);
                lead = " ".repeat(column + Layout.GAP);
            }
        }
    }

    private List<String> lines(Object value, int room) {
        List<String> lines = new ArrayList<>();
        for (Cell cell : Cell.lines(value, style)) {
            Beside beside = Beside.AGE;
            while (beside != Beside.NOTHING && Width.of(cell.with(beside)) > room) {
                beside = Beside.values()[beside.ordinal() - 1];
            }
            for (String line : Width.wrap(cell.with(beside), room))
                lines.add(ink.paint(cell.kind(), line.stripTrailing()));
        }
        return lines;
    }
}
