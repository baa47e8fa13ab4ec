package dev.baksh.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Marker of changed cells for {@code :watch}: compares the printed lines of a table with the lines of the previous
 * evaluation.
 */
final class ChangedCells {
    private static final String REVERSE_VIDEO = "\u001b[7m";
    private static final String RESET = "\u001b[0m";

    private final boolean coloured;
    private Map<String, List<String>> previousRows;

    /** @param coloured marks a changed cell in reverse video; otherwise with a star after the cell */
    ChangedCells(boolean coloured) {
        this.coloured = coloured;
    }

    /**
     * Returns the lines with their changes marked; the first printing has no marks. Two or more spaces separate the
     * cells, and the first cell identifies the row.
     */
    List<String> mark(List<String> lines) {
        Map<String, List<String>> currentRows = new HashMap<>();
        List<String> marked = new ArrayList<>();
        for (String line : lines) {
            List<String> cells = List.of(line.split("(?<=\\S)(?= {2,})"));
            String key = cells.get(0).strip();
            List<String> previousCells = previousRows == null ? cells : previousRows.get(key);
            currentRows.put(key, cells);
            marked.add(markLine(cells, previousCells));
        }
        previousRows = currentRows;
        return marked;
    }

    /** Marks all cells of a new row. */
    private String markLine(List<String> cells, List<String> previousCells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            boolean unchanged = previousCells != null
                    && i < previousCells.size()
                    && previousCells.get(i).strip().equals(cell.strip());
            if (unchanged || cell.isBlank()) {
                line.append(cell);
                continue;
            }
            int start = cell.length() - cell.stripLeading().length();
            line.append(cell, 0, start);
            line.append(coloured ? REVERSE_VIDEO + cell.substring(start) + RESET : cell.substring(start) + "*");
        }
        return line.toString();
    }
}
