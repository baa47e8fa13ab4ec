package dev.baksh.client.resource;

import dev.baksh.client.api.DriftResult;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What differs between two things: rows of {@code path}, {@code left} and {@code right}. */
public final class Diff implements Rows, DriftResult {
    private final List<Row> rows = new ArrayList<>();
    private final boolean againstDesiredState;

    /** Compares values by path; a path that one side lacks is null there. */
    public Diff(Map<String, ?> left, Map<String, ?> right) {
        this(left, right, false);
    }

    private Diff(Map<String, ?> left, Map<String, ?> right, boolean againstDesiredState) {
        this.againstDesiredState = againstDesiredState;
        TreeSet<String> paths = new TreeSet<>(left.keySet());
        paths.addAll(right.keySet());
        for (String path : paths) {
            if (Objects.equals(left.get(path), right.get(path))) continue;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("path", path);
            row.put("left", left.get(path));
            row.put("right", right.get(path));
            rows.add(new Row(null, row));
        }
    }

    /** What is, against what is wanted: a difference is a fault. */
    public static Diff drift(Map<String, ?> current, Map<String, ?> desired) {
        return new Diff(current, desired, true);
    }

    /** True when it was compared with what is wanted, and differs. */
    @Override
    public boolean drifts() {
        return againstDesiredState && !isEmpty();
    }

    /** True when nothing differs; {@code diff.empty} in Groovy. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** How many paths differ. */
    public int size() {
        return rows.size();
    }

    @Override
    public Noun noun() {
        return null;
    }

    @Override
    public Iterator<Row> iterator() {
        return List.copyOf(rows).iterator();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) lines.add(row.get("path") + ": " + row.get("left") + " -> " + row.get("right"));
        return String.join("; ", lines);
    }
}
