package dev.baksh.output;

import dev.baksh.output.Cell.TimestampDetail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Layout of a table: selects the columns that fit, their widths and the detail of instants, and formats the lines.
 *
 * @param widths widths of the shown columns, which are the first of all columns
 * @param rightAligned  true for right-aligned columns
 * @param truncates true on a terminal: text that is wider than its column is truncated
 */
record TableLayout(int[] widths, boolean[] rightAligned, TimestampDetail timestampDetail, boolean truncates) {
    static final int COLUMN_GAP = 2;

    /** Minimum width of truncated text; shorter text is not readable. */
    private static final int MIN_TEXT_WIDTH = 12;
    /** Minimum width of the label column, because names often differ at the end; the id of a run has this width. */
    private static final int MIN_LABEL_WIDTH = 24;
    /** Maximum width of numbers and instants, which are never truncated: a truncated number is another number. */
    private static final int MAX_NUMBER_WIDTH = 40;

    /**
     * Computes the layout. Columns are kept in order while their minimum widths fit; the remaining width goes to the
     * narrowest columns first.
     *
     * @param labelIndex index of the label column, or -1
     * @param keyIndex index of the key column, or -1; a long key in the last column is shown only if all columns fit in full
     * @param width columns of the screen; {@link Integer#MAX_VALUE} for a file or a pipe
     * @return null if fewer than two of several columns fit
     */
    static TableLayout fit(List<String> headings, List<List<Cell>> rows, int labelIndex, int keyIndex, int width) {
        TimestampDetail timestampDetail = TimestampDetail.LOCAL_TIME_AND_AGE;
        int[] naturalWidths = naturalWidths(headings, rows, timestampDetail);
        while (timestampDetail != TimestampDetail.NONE && totalWidth(naturalWidths, naturalWidths.length) > width) {
            timestampDetail = timestampDetail.shorter();
            naturalWidths = naturalWidths(headings, rows, timestampDetail);
        }
        int[] minWidths = new int[naturalWidths.length];
        boolean[] rightAligned = new boolean[naturalWidths.length];
        for (int i = 0; i < minWidths.length; i++) {
            Cell.Kind kind = columnKind(rows, i);
            rightAligned[i] = kind == Cell.Kind.NUMBER;
            int minTextWidth = i == labelIndex
                    ? MIN_LABEL_WIDTH
                    : Math.max(MIN_TEXT_WIDTH, Math.min(MIN_LABEL_WIDTH, DisplayWidth.of(headings.get(i))));
            minWidths[i] = Math.min(naturalWidths[i], kind.isText() ? minTextWidth : MAX_NUMBER_WIDTH);
        }
        int shownCount = minWidths.length;
        while (shownCount > 0 && totalWidth(minWidths, shownCount) > width) shownCount--;
        boolean endsInLongKey = shownCount - 1 == keyIndex
                && keyIndex > 0
                && keyIndex != labelIndex
                && naturalWidths[keyIndex] > MIN_TEXT_WIDTH;
        if (endsInLongKey && totalWidth(naturalWidths, shownCount) > width) shownCount--;
        if (shownCount < Math.min(2, minWidths.length)) return null;
        int[] widths = Arrays.copyOf(minWidths, shownCount);
        for (int remaining = width - totalWidth(widths, shownCount); remaining > 0; remaining--) {
            int narrowest = -1;
            for (int i = 0; i < shownCount; i++)
                if (widths[i] < naturalWidths[i] && (narrowest < 0 || widths[i] < widths[narrowest])) narrowest = i;
            if (narrowest < 0) break;
            widths[narrowest]++;
        }
        return new TableLayout(widths, rightAligned, timestampDetail, width != Integer.MAX_VALUE);
    }

    /**
     * Formats one line, with the cells padded to their columns and without trailing padding.
     *
     * @param paint adds colour to text of final length
     */
    String formatLine(List<Cell> cells, BiFunction<Cell.Kind, String, String> paint) {
        StringBuilder out = new StringBuilder();
        int pendingBlanks = 0;
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            String fullText = cell.format(timestampDetail);
            // A number or instant that is wider than the measured width is shown in full, out of line.
            boolean isExempt = !cell.isText() && DisplayWidth.of(fullText) <= MAX_NUMBER_WIDTH;
            String text = isExempt || !truncates ? fullText : DisplayWidth.truncate(fullText, widths[i]);
            int padding = Math.max(0, widths[i] - DisplayWidth.of(text));
            if (rightAligned[i]) pendingBlanks += padding;
            if (!text.isEmpty()) {
                out.append(" ".repeat(pendingBlanks)).append(paint.apply(cell.kind(), text));
                pendingBlanks = 0;
            }
            pendingBlanks += COLUMN_GAP + (rightAligned[i] ? 0 : padding);
        }
        return out.toString();
    }

    /** Formats a row over as many lines as needed, without truncation. */
    List<String> formatLines(List<Cell> cells, BiFunction<Cell.Kind, String, String> paint) {
        List<List<Cell>> wrappedCells = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            List<Cell> cellLines = cell.isText()
                    ? DisplayWidth.wrap(cell.text(), widths[i]).stream()
                            .map(text -> new Cell(text, "", "", cell.kind()))
                            .toList()
                    : List.of(cell);
            wrappedCells.add(cellLines);
            height = Math.max(height, cellLines.size());
        }
        List<String> lines = new ArrayList<>();
        for (int lineIndex = 0; lineIndex < height; lineIndex++) {
            int currentLine = lineIndex;
            lines.add(formatLine(
                    wrappedCells.stream()
                            .map(cellLines ->
                                    currentLine < cellLines.size() ? cellLines.get(currentLine) : Cell.ofText(""))
                            .toList(),
                    paint));
        }
        return lines;
    }

    private static int[] naturalWidths(List<String> headings, List<List<Cell>> rows, TimestampDetail timestampDetail) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayWidth.of(headings.get(i));
            for (List<Cell> row : rows)
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i).format(timestampDetail)));
        }
        return widths;
    }

    /** Returns the kind of all cells with a value, or TEXT if they differ. */
    private static Cell.Kind columnKind(List<List<Cell>> rows, int column) {
        Cell.Kind kind = null;
        for (List<Cell> row : rows) {
            Cell cell = row.get(column);
            if (cell.text().isEmpty()) continue;
            if (kind != null && kind != cell.kind()) return Cell.Kind.TEXT;
            kind = cell.kind();
        }
        return kind == null ? Cell.Kind.TEXT : kind;
    }

    /** Returns true if all columns fit in full, if necessary with shorter timestamps. */
    static boolean fitsInFull(List<String> headings, List<List<Cell>> rows, int width) {
        int[] widths = naturalWidths(headings, rows, TimestampDetail.NONE);
        return totalWidth(widths, widths.length) <= width;
    }

    private static int totalWidth(int[] widths, int count) {
        return Math.max(0, count - 1) * COLUMN_GAP
                + Arrays.stream(widths, 0, count).sum();
    }
}
