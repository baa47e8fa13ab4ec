package dev.baksh.client.api;

import java.util.List;

/**
 * Exception of an operation on many objects that failed for some or all of them, or stopped; contains one row for each object.
 */
public final class PartialFailureException extends BakshException {
    private final transient List<Row> rows;

    /** @param rows one row per object with its result */
    public PartialFailureException(ExitCode exit, String message, String hint, List<Row> rows, Throwable cause) {
        super(exit, message, hint, cause);
        this.rows = List.copyOf(rows);
    }

    /** Returns one row for each object, with its outcome. */
    public List<Row> rows() {
        return rows;
    }
}
