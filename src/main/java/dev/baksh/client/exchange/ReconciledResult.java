package dev.baksh.client.exchange;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;

/**
 * Result of a reconciliation that has found the effect of a write on the server.
 *
 * @param row the row that the response of the write would have contained, or null for a write with an empty response
 */
public record ReconciledResult(Row row) {
    /** Result for a delete: the object does not exist. */
    public static final ReconciledResult DELETED = new ReconciledResult(null);

    /** Returns the result for a row, or null for null. */
    public static ReconciledResult orNull(Row row) {
        return row == null ? null : new ReconciledResult(row);
    }

    /** Returns the id of the row on the server, or null. */
    Object key() {
        return row == null || row.noun() == null
                ? null
                : row.valueOrNull(row.noun().key());
    }

    /** Describes the result for messages: {@code backup 241 "nightly"}, or the part of it that the row contains. */
    public String describe() {
        if (row == null) return "the object is deleted";
        Noun noun = row.noun();
        if (noun == null) return "the write was executed";
        Object key = key();
        Object label = noun.label() == null ? null : row.valueOrNull(noun.label());
        return noun.singular() + (key == null ? "" : " " + key) + (label == null ? "" : " \"" + label + "\"");
    }
}
