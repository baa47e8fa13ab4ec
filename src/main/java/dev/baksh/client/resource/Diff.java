package dev.baksh.client.resource;

import dev.baksh.client.api.DriftResult;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.SecretNames;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Difference between two objects, or between a server and its desired state (drift), as rows with {@code path}, {@code
 * left} and {@code right}.
 */
public final class Diff implements Rows, DriftResult {
    private final List<Row> rows = new ArrayList<>();
    private final boolean againstDesiredState;

    /** Compares values by path. A path that is missing on one side has null on that side. */
    public Diff(Map<String, ?> left, Map<String, ?> right) {
        this(left, right, false);
    }

    private Diff(Map<String, ?> left, Map<String, ?> right, boolean againstDesiredState) {
        this.againstDesiredState = againstDesiredState;
        TreeSet<String> paths = new TreeSet<>(left.keySet());
        paths.addAll(right.keySet());
        for (String path : paths) {
            if (Objects.equals(left.get(path), right.get(path))) continue;
            rows.add(new Change(path, hideSecret(path, left.get(path)), hideSecret(path, right.get(path))));
        }
    }

    /**
     * Hides the value of a field whose name marks a secret. Not for drift: there the paths end with names of roles, and
     * the name of a role may look like the name of a secret field.
     */
    private Object hideSecret(String path, Object value) {
        boolean isSecret = !againstDesiredState && SecretNames.isSecret(path.substring(path.lastIndexOf('.') + 1));
        return isSecret && value instanceof CharSequence ? SecretNames.REDACTED : value;
    }

    /** Compares the current state with the desired state; any difference is drift. */
    public static Diff drift(Map<String, ?> current, Map<String, ?> desired) {
        return new Diff(current, desired, true);
    }

    /** True if this is a comparison with a desired state and there are differences. */
    @Override
    public boolean drifts() {
        return againstDesiredState && !isEmpty();
    }

    /** Row of a difference. A value that is missing on a side is shown as {@code (none)} in tables and lines. */
    private static final class Change extends Row {
        Change(String path, Object left, Object right) {
            super(Row.of("path", path, "left", left, "right", right));
        }

        @Override
        public String nullText() {
            return "(none)";
        }

        @Override
        public String toString() {
            return get("path") + ": " + format("left") + " -> " + format("right");
        }

        private Object format(String side) {
            return get(side) == null ? nullText() : get(side);
        }
    }

    /** True if there are no differences; {@code diff.empty} in Groovy. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Number of paths that differ. */
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
    public List<String> differences() {
        return rows.stream().map(Row::toString).toList();
    }

    @Override
    public String toString() {
        return String.join("; ", differences());
    }
}
