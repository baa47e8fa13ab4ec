package dev.baksh.script.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Table or chart that a run has shown, as stored in the journal of the run.
 *
 * @param step step that showed the exhibit, or empty
 * @param kind {@code table}, {@code bar} or {@code spark}
 * @param value list of rows, list of numbers, or map of name to number
 */
record ReportExhibit(String step, String kind, Object value) {
    static final Set<String> KINDS = Set.of("table", "bar", "spark");

    /** Rows of a table, headings first. */
    List<String[]> tableRows() {
        List<String[]> lines = new ArrayList<>();
        if (value instanceof List<?> rows)
            for (Object row : rows)
                if (row instanceof List<?> cells)
                    lines.add(cells.stream().map(String::valueOf).toArray(String[]::new));
        return lines;
    }

    /** Numbers of a chart by name, or by position from 1. */
    Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map)
            map.forEach((name, number) -> numbers.put(String.valueOf(name), toDouble(number)));
        else if (value instanceof List<?> list)
            for (Object number : list) numbers.put(String.valueOf(numbers.size() + 1), toDouble(number));
        return numbers;
    }

    private static double toDouble(Object value) {
        double number = value instanceof Number numeric ? numeric.doubleValue() : 0;
        return Double.isFinite(number) ? number : 0;
    }
}
