package dev.baksh.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two printings of a table, one after the other: the cells of the second that the first did not have are marked. */
final class ChangedCells {
    private static final String MARK = "\u001b[7m";
    private static final String OFF = "\u001b[0m";

    private final boolean colour;
    private Map<String, List<String>> before;

    /** @param colour marks by reverse video; otherwise by a star behind the cell */
    ChangedCells(boolean colour) {
        this.colour = colour;
    }

    /** The lines with their changes marked; of the first printing as they are. Cells are parted by two blanks or more. */
    List<String> mark(List<String> lines) {
        Map<String, List<String>> now = new HashMap<>();
        List<String> marked = new ArrayList<>();
        for (String line : lines) {
            List<String> cells = List.of(line.split("(?<=\\S)(?= {2,})"));
            String key = cells.get(0).strip();
            List<String> old = before == null ? cells : before.get(key);
            now.put(key, cells);
            marked.add(line(cells, old));
        }
        before = now;
        return marked;
    }

    /** A row that was not there is marked as a whole. */
    private String line(List<String> cells, List<String> old) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            boolean same = old != null && i < old.size() && old.get(i).strip().equals(cell.strip());
            if (same || cell.isBlank()) {
                line.append(cell);
                continue;
            }
            int start = cell.length() - cell.stripLeading().length();
            line.append(cell, 0, start);
            line.append(colour ? MARK + cell.substring(start) + OFF : cell.substring(start) + "*");
        }
        return line.toString();
    }
}
