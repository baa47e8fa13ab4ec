package dev.baksh.output;

import dev.baksh.output.Cell.TimestampDetail;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Layout of a table: selects the columns that fit, their widths and the detail of instants, and formats the lines.
 *
 * @param columns indexes of the shown columns
 * @param widths widths of the shown columns
 * @param rightAligned  true for right-aligned columns, for each of all columns
 * @param truncates true on a terminal: text that is wider than its column is truncated
 */
record TableLayout(
        List<Integer> columns,
        int[] widths,
        boolean[] rightAligned,
        TimestampDetail timestampDetail,
        boolean truncates) {
    static final int COLUMN_GAP = 2;

    /** Minimum width of truncated text; shorter text is not readable. */
    private static final int MIN_TEXT_WIDTH = 12;
    /** Minimum width of the label column, because names often differ at the end; the id of a run has this width. */
    private static final int MIN_LABEL_WIDTH = 24;
    /** Minimum width of the label column on a screen that would otherwise show no status or no key. */
    private static final int MIN_SHORTENED_LABEL_WIDTH = 8;
    /** Maximum width of numbers, instants and codes that are not truncated: a truncated number is another number. */
    private static final int MAX_CODE_WIDTH = 40;

    /** Text of several words, which remains readable when truncated; not a code, a list of codes or {@code main (1)}. */
    private static final Pattern FREE_TEXT = Pattern.compile("[^,]\\s(?!\\()");

    /**
     * Computes the layout. The first columns are kept, and before all others the columns that identify a row and show its
     * status; if these alone do not fit, the label is shortened. The status and, in a table with default columns, codes are shown in full or not at all; the remaining width
     * goes to the narrowest columns first.
     *
     * @param labelIndex index of the label column, or -1
     * @param keyIndex index of the key column, or -1
     * @param isDefault false for columns that the user requested: a code is then truncated rather than left out, and so is a
     *     long key in the last column, which default columns show only if all columns fit in full
     * @param width columns of the screen; {@link Integer#MAX_VALUE} for a file or a pipe
     * @return null if fewer than two of several columns fit
     */
    static TableLayout fit(
            List<String> headings, List<List<Cell>> rows, int labelIndex, int keyIndex, boolean isDefault, int width) {
        TimestampDetail timestampDetail = TimestampDetail.LOCAL_TIME_AND_AGE;
        int[] naturalWidths = naturalWidths(headings, rows, timestampDetail);
        List<Integer> allColumns =
                IntStream.range(0, naturalWidths.length).boxed().toList();
        while (timestampDetail != TimestampDetail.NONE && totalWidth(naturalWidths, allColumns) > width) {
            timestampDetail = timestampDetail.shorter();
            naturalWidths = naturalWidths(headings, rows, timestampDetail);
        }
        int[] minWidths = new int[naturalWidths.length];
        int[] statusWidths = new int[naturalWidths.length];
        int[] codeWidths = new int[naturalWidths.length];
        boolean[] rightAligned = new boolean[naturalWidths.length];
        Set<Integer> kept = new HashSet<>();
        for (int i = 0; i < minWidths.length; i++) {
            Cell.Kind kind = columnKind(rows, i);
            rightAligned[i] = kind == Cell.Kind.NUMBER;
            int minTextWidth = i == labelIndex
                    ? MIN_LABEL_WIDTH
                    : Math.max(MIN_TEXT_WIDTH, Math.min(MIN_LABEL_WIDTH, DisplayWidth.of(headings.get(i))));
            minWidths[i] = Math.min(naturalWidths[i], kind.isText() ? minTextWidth : MAX_CODE_WIDTH);
            boolean isShort = naturalWidths[i] <= MAX_CODE_WIDTH;
            statusWidths[i] = kind.isStatus() && isShort ? naturalWidths[i] : minWidths[i];
            codeWidths[i] = i != labelIndex && isShort && isCode(rows, i) ? naturalWidths[i] : statusWidths[i];
            boolean isShortKey = i == keyIndex && naturalWidths[i] <= MIN_TEXT_WIDTH;
            if (i == labelIndex || isShortKey || kind.isStatus()) kept.add(i);
        }
        int[] widths = isDefault ? codeWidths : statusWidths;
        List<Integer> shown = select(widths, allColumns, kept, width);
        int minCount = Math.min(2, allColumns.size());
        for (int[] candidate : List.of(widths, minWidths)) {
            if (labelIndex < 0 || kept.size() == 1 || shown.containsAll(kept)) break;
            int[] shortened = candidate.clone();
            shortened[labelIndex] = Math.min(naturalWidths[labelIndex], MIN_SHORTENED_LABEL_WIDTH);
            List<Integer> keptColumns =
                    allColumns.stream().filter(kept::contains).toList();
            if (totalWidth(shortened, keptColumns) > width) continue;
            widths = shortened;
            shown = new ArrayList<>(keptColumns);
        }
        if (shown.size() < minCount || !shown.containsAll(kept)) {
            widths = minWidths;
            shown = select(widths, allColumns, kept, width);
        }
        if (shown.size() < minCount) return null;
        boolean endsInLongKey = isDefault
                && keyIndex > 0
                && shown.get(shown.size() - 1) == keyIndex
                && !kept.contains(keyIndex)
                && totalWidth(naturalWidths, shown) > width;
        if (endsInLongKey) shown.remove(shown.size() - 1);
        if (shown.size() < minCount) return null;
        if (totalWidth(codeWidths, shown) <= width) widths = codeWidths;
        int[] shownWidths = new int[shown.size()];
        for (int i = 0; i < shownWidths.length; i++) shownWidths[i] = widths[shown.get(i)];
        for (int remaining = width - totalWidth(widths, shown); remaining > 0; remaining--) {
            int narrowest = -1;
            for (int i = 0; i < shownWidths.length; i++)
                if (shownWidths[i] < naturalWidths[shown.get(i)]
                        && (narrowest < 0 || shownWidths[i] < shownWidths[narrowest])) narrowest = i;
            if (narrowest < 0) break;
            shownWidths[narrowest]++;
        }
        return new TableLayout(shown, shownWidths, rightAligned, timestampDetail, width != Integer.MAX_VALUE);
    }

    /** Returns the columns that fit: leaves out the last of the columns that are not kept, and then the last of all. */
    private static List<Integer> select(int[] widths, List<Integer> columns, Set<Integer> kept, int width) {
        List<Integer> shown = new ArrayList<>(columns);
        while (!shown.isEmpty() && totalWidth(widths, shown) > width) {
            int last = shown.size() - 1;
            while (last >= 0 && kept.contains(shown.get(last))) last--;
            shown.remove(last >= 0 ? last : shown.size() - 1);
        }
        return shown;
    }

    private static boolean isCode(List<List<Cell>> rows, int column) {
        return rows.stream()
                .noneMatch(row -> FREE_TEXT.matcher(row.get(column).text()).find());
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
            Cell cell = cells.get(columns.get(i));
            String fullText = cell.format(timestampDetail);
            // A number or instant that is wider than the measured width is shown in full, out of line.
            boolean isExempt = !cell.isText() && DisplayWidth.of(fullText) <= MAX_CODE_WIDTH;
            String text = isExempt || !truncates ? fullText : DisplayWidth.truncate(fullText, widths[i]);
            int padding = Math.max(0, widths[i] - DisplayWidth.of(text));
            boolean isRightAligned = rightAligned[columns.get(i)];
            if (isRightAligned) pendingBlanks += padding;
            if (!text.isEmpty()) {
                out.append(" ".repeat(pendingBlanks)).append(paint.apply(cell.kind(), text));
                pendingBlanks = 0;
            }
            pendingBlanks += COLUMN_GAP + (isRightAligned ? 0 : padding);
        }
        return out.toString();
    }

    /** Formats a row over as many lines as needed, without truncation. */
    List<String> formatLines(List<Cell> cells, BiFunction<Cell.Kind, String, String> paint) {
        List<List<Cell>> wrappedCells = new ArrayList<>(Collections.nCopies(cells.size(), List.of()));
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(columns.get(i));
            List<Cell> cellLines = cell.isText()
                    ? DisplayWidth.wrap(cell.text(), widths[i]).stream()
                            .map(text -> new Cell(text, "", "", cell.kind()))
                            .toList()
                    : List.of(cell);
            wrappedCells.set(columns.get(i), cellLines);
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

    /** Returns the kind of all cells with a value, with one kind for each status, or TEXT if they differ. */
    private static Cell.Kind columnKind(List<List<Cell>> rows, int column) {
        Cell.Kind kind = null;
        for (List<Cell> row : rows) {
            Cell cell = row.get(column);
            if (cell.text().isEmpty()) continue;
            Cell.Kind cellKind = cell.kind().isStatus() ? Cell.Kind.STATUS : cell.kind();
            if (kind != null && kind != cellKind) return Cell.Kind.TEXT;
            kind = cellKind;
        }
        return kind == null ? Cell.Kind.TEXT : kind;
    }

    /** Returns true if all columns fit in full, if necessary with shorter timestamps. */
    static boolean fitsInFull(List<String> headings, List<List<Cell>> rows, int width) {
        int[] widths = naturalWidths(headings, rows, TimestampDetail.NONE);
        return totalWidth(widths, IntStream.range(0, widths.length).boxed().toList()) <= width;
    }

    private static int totalWidth(int[] widths, List<Integer> columns) {
        return Math.max(0, columns.size() - 1) * COLUMN_GAP
                + columns.stream().mapToInt(column -> widths[column]).sum();
    }
}
