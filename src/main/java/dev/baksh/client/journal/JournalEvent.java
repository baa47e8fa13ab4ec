package dev.baksh.client.journal;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One line of a journal. The write journal contains the kinds INTENT to SETTLED; a run journal contains all kinds.
 *
 * @param seq number of the line in the file, from 1
 * @param time wall clock time
 * @param data of an intent: {@code run, line, server, what, target, method, path, effect, body, sha256, baseline, pid}, each
 *     optional; of an outcome: {@code intent} (the seq of the intent) and {@code status, result} or {@code reason}; of
 *     other kinds see {@link Kind}
 */
public record JournalEvent(long seq, Instant time, Kind kind, Map<String, Object> data) {
    public enum Kind {
        /** On disk before the first byte of the request. Without a closing event the outcome is unknown. */
        INTENT,
        /** No byte of the request reached the server. */
        NOT_SENT,
        /** The server accepted the write. */
        DONE,
        /** The server refused the write. */
        FAILED,
        /** The request was sent, and reconciliation could not determine the outcome. */
        UNKNOWN,
        /** An unknown outcome was settled by the user or by a resume: {@code intent, happened, by, note}. */
        SETTLED,

        /** A process starts or resumes the run: {@code script, args, params, user, pid, ...}. */
        RUN,
        /** A step of the run begins: {@code step}. */
        STEP,
        /** A step is complete: {@code step, result}. */
        STEP_DONE,
        /** A step has failed and stays open: {@code step, reason, exit}. */
        STEP_FAILED,
        /** The user skips a step: {@code step}. */
        STEP_SKIPPED,
        /** Input from outside the run, which a resume replays: {@code step, kind, text, value}. */
        SAID,
        /** The process has ended: {@code exit, reason}. */
        END
    }

    /**
     * Returns the data of an event as a modifiable map in this order: names, each followed by its value. A null value
     * is omitted.
     */
    static Map<String, Object> data(Object... namesAndValues) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            if (namesAndValues[i + 1] != null) data.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return data;
    }

    /** Returns a value of the data as a string, or null. */
    String text(String name) {
        return Objects.toString(data.get(name), null);
    }

    /** Seq of the intent that this event closes; 0 for any other event. */
    public long closedIntent() {
        return data.get("intent") instanceof Number intent ? intent.longValue() : 0;
    }
}
