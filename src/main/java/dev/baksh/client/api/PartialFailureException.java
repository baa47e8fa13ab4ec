package dev.baksh.client.api;

import java.util.List;

/** Something was done to many things, and not to all of them; what became of each is a result, and is printed as one. */
public final class PartialFailureException extends BakshException {
    private final transient List<Row> rows;

    /** @param rows one for each thing: what was done to it, or not */
    public PartialFailureException(ExitCode exit, String message, String hint, List<Row> rows, Throwable cause) {
        super(exit, message, hint, cause);
        this.rows = List.copyOf(rows);
    }

    public List<Row> rows() {
        return rows;
    }
}
