package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;

/**
 * One line of a journal: of the write journal the first six kinds, of a run's journal all.
 *
 * @param seq  1 for the first line of the file, then one more each
 * @param time of the wall clock
 * @param data of an intent: {@code run, line, server, what, method, path, effect, body, sha256, baseline, pid}, those that
 *     there are; of its end {@code intent}, which is the seq of the intent, and {@code status, result} or
 *     {@code reason}; of the others see {@link Kind}
 */
public record JournalEvent(long seq, Instant time, Kind kind, Map<String, Object> data) {
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
        UNKNOWN,
        /** What was not known is: a person has looked, or a resume has found it: {@code intent, happened, by, note}. */
        SETTLED,

        /** A process begins to carry out a run, or goes on with it: {@code script, args, params, user, pid, ...}. */
        RUN,
        /** A step of the run begins: {@code step}. */
        STEP,
        /** A step has come to its end: {@code step, result}. */
        STEP_DONE,
        /** A step has failed and is still open: {@code step, reason, exit}. */
        STEP_FAILED,
        /** A person has said that a step is to be left out: {@code step}. */
        STEP_SKIPPED,
        /** What came into the run from outside, so that it comes again on resume: {@code step, kind, text, value}. */
        SAID,
        /** The process has ended: {@code exit, reason}. */
        END
    }

    /** The seq of the intent that this event closes; 0 for any other event. */
    public long closedIntent() {
        return data.get("intent") instanceof Number intent ? intent.longValue() : 0;
    }
}
