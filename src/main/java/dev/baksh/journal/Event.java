package dev.baksh.journal;

import java.time.Instant;
import java.util.Map;

/**
 * One line of a journal.
 *
 * @param seq  1 for the first line of the file, then one more each
 * @param time of the wall clock
 * @param data of an intent: {@code run, server, what, method, path, effect, body, sha256, baseline, pid}, those that
 *     there are; of the others {@code intent}, which is the seq of the intent they close, and {@code status, result} or
 *     {@code reason}
 */
public record Event(long seq, Instant time, Kind kind, Map<String, Object> data) {
    public enum Kind {
        /** On disk before the first byte of the request. Without a closing event its outcome is not known. */
        INTENT,
        /** No byte of the request reached the server. */
        NOT_SENT,
        /** The server did it. */
        DONE,
        /** The server answered that it did not. */
        FAILED,
        /** Sent, and nobody could find out what became of it. */
        UNKNOWN
    }

    /** The seq of the intent that this event closes; 0 for an intent. */
    public long closes() {
        return data.get("intent") instanceof Number intent ? intent.longValue() : 0;
    }
}
