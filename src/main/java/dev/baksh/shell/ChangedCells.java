package dev.baksh.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two printings of a table, one after the other: the cells of the second that the first did not have are marked. */
final class ChangedCells {
    private static final String REVERSE_VIDEO = "\u001b[7m";
    private static final String RESET = "\u001b[0m";

    private final boolean coloured;
    private Map<String, List<String>> previousRows;

    /** @param coloured marks by reverse video; otherwise by a star behind the cell */
    ChangedCells(boolean coloured) {
        this.coloured = coloured;
    }

    /** The lines with their changes marked; of the first printing as they are. Cells are parted by two blanks or more. */
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

    /** A row that was not there is marked as a whole. */
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
