package dev.baksh.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Which columns fit, how wide each is, and what stands beside instants.
 *
 * @param widths of the columns that are shown, the first of all of them
 * @param right  set to the right, by column
 */
record TableLayout(int[] widths, boolean[] right, TimestampDetail beside) {
    static final int GAP = 2;

    /** Text cut below this says nothing. */
    private static final int LEAST_TEXT = 12;
    /** Names are told apart by their ends. */
    private static final int LEAST_LABEL = 24;
    /** Numbers and instants are not cut: a cut number is another number. Beyond this it is no real one. */
    private static final int LONGEST_NUMBER = 40;

    /**
     * Columns are kept in their order as far as their least widths go; what is left of the width goes to the narrowest
     * first.
     *
     * @param label the place of the column that rows are called by, or -1
     * @return null when fewer than two of several columns fit
     */
    static TableLayout fit(List<String> headings, List<List<Cell>> rows, int label, int width) {
        TimestampDetail beside = TimestampDetail.AGE;
        int[] natural = natural(headings, rows, beside);
        while (beside != TimestampDetail.NOTHING && sum(natural, natural.length) > width) {
            beside = TimestampDetail.values()[beside.ordinal() - 1];
            natural = natural(headings, rows, beside);
        }
        int[] least = new int[natural.length];
        boolean[] right = new boolean[natural.length];
        for (int i = 0; i < least.length; i++) {
            Cell.Kind kind = kind(rows, i);
            right[i] = kind == Cell.Kind.NUMBER;
            int text = i == label
                    ? LEAST_LABEL
                    : Math.max(LEAST_TEXT, Math.min(LEAST_LABEL, DisplayWidth.of(headings.get(i))));
            least[i] = Math.min(natural[i], kind == Cell.Kind.TEXT || kind == Cell.Kind.STATE ? text : LONGEST_NUMBER);
        }
        int shown = least.length;
        while (shown > 0 && sum(least, shown) > width) shown--;
        if (shown < Math.min(2, least.length)) return null;
        int[] widths = new int[shown];
        System.arraycopy(least, 0, widths, 0, shown);
        for (int left = width - sum(widths, shown); left > 0; left--) {
            int narrowest = -1;
            for (int i = 0; i < shown; i++)
                if (widths[i] < natural[i] && (narrowest < 0 || widths[i] < widths[narrowest])) narrowest = i;
            if (narrowest < 0) break;
            widths[narrowest]++;
        }
        return new TableLayout(widths, right, beside);
    }

    /**
     * One line, cells set in their columns; nothing but text ends it.
     *
     * @param paint what colours a text that has its final length
     */
    String line(List<Cell> cells, BiFunction<Cell.Kind, String, String> paint) {
        StringBuilder out = new StringBuilder();
        int blanks = 0;
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            String whole = cell.with(beside);
            // A number or instant that came after the widths were taken is shown whole, out of line.
            boolean exact = !cell.words() && DisplayWidth.of(whole) <= LONGEST_NUMBER;
            String text = exact ? whole : DisplayWidth.cut(whole, widths[i]);
            int room = Math.max(0, widths[i] - DisplayWidth.of(text));
            if (right[i]) blanks += room;
            if (!text.isEmpty()) {
                out.append(" ".repeat(blanks)).append(paint.apply(cell.kind(), text));
                blanks = 0;
            }
            blanks += GAP + (right[i] ? 0 : room);
        }
        return out.toString();
    }

    /** The same over as many lines as it takes, so that nothing is cut. */
    List<String> lines(List<Cell> cells, BiFunction<Cell.Kind, String, String> paint) {
        List<List<Cell>> pieces = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            List<Cell> piece = cell.words()
                    ? DisplayWidth.wrap(cell.text(), widths[i]).stream()
                            .map(text -> new Cell(text, "", "", cell.kind()))
                            .toList()
                    : List.of(cell);
            pieces.add(piece);
            height = Math.max(height, piece.size());
        }
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < height; at++) {
            int row = at;
            lines.add(line(
                    pieces.stream()
                            .map(piece -> row < piece.size() ? piece.get(row) : Cell.text(""))
                            .toList(),
                    paint));
        }
        return lines;
    }

    private static int[] natural(List<String> headings, List<List<Cell>> rows, TimestampDetail beside) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayWidth.of(headings.get(i));
            for (List<Cell> row : rows)
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i).with(beside)));
        }
        return widths;
    }

    /** The kind of all cells that hold something, or TEXT when they differ. */
    private static Cell.Kind kind(List<List<Cell>> rows, int column) {
        Cell.Kind kind = null;
        for (List<Cell> row : rows) {
            Cell cell = row.get(column);
            if (cell.text().isEmpty()) continue;
            if (kind != null && kind != cell.kind()) return Cell.Kind.TEXT;
            kind = cell.kind();
        }
        return kind == null ? Cell.Kind.TEXT : kind;
    }

    private static int sum(int[] widths, int count) {
        int sum = Math.max(0, count - 1) * GAP;
        for (int i = 0; i < count; i++) sum += widths[i];
        return sum;
    }
}
