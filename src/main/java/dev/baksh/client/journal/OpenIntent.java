package dev.baksh.client.journal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Intent that is on disk, until its outcome closes it. Exactly one of the four methods may be called once; a second
 * call is an {@link IllegalStateException}.
 *
 * <p>Each method throws a {@code BakshException} with exit code 74 when the event could not be written. By then the
 * request is sent (except for {@link #markNotSent}), and the message says so; the outcome goes to the fallback log
 * before the exception.
 */
public final class OpenIntent {
    private final WriteJournal journal;
    private final JournalEvent intent;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenIntent(WriteJournal journal, JournalEvent intent) {
        this.journal = journal;
        this.intent = intent;
    }

    /** Number of the intent's line. */
    public long seq() {
        return intent.seq();
    }

    /**
     * Records that no byte of the request reached the server. Not synced: if the line is lost, the intent stays open,
     * which only causes a check by the user.
     */
    public void markNotSent(String reason) {
        recordOutcome(JournalEvent.Kind.NOT_SENT, null, "reason", reason, "the request was NOT sent");
    }

    /**
     * Records that the server accepted the write; synced on return. {@code result}: ids and other values that a resume
     * needs.
     */
    public void markDone(int status, Map<String, ?> result) {
        recordOutcome(JournalEvent.Kind.DONE, status, "result", result, "the write HAS happened");
    }

    /** Records that the server refused the write; synced on return. */
    public void markFailed(int status, String reason) {
        recordOutcome(JournalEvent.Kind.FAILED, status, "reason", reason, "the request WAS sent, and refused");
    }

    /** Records that the request was sent and its outcome is unknown; synced on return. */
    public void markUnknown(String reason) {
        recordOutcome(
                JournalEvent.Kind.UNKNOWN, null, "reason", reason, "the request WAS sent, and its outcome is unknown");
    }

    private void recordOutcome(
            JournalEvent.Kind kind, Integer status, String detailKey, Object value, String statusMessage) {
        if (!closed.compareAndSet(false, true))
            throw new IllegalStateException("entry " + intent.seq() + " is closed already");
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("intent", intent.seq());
        if (status != null) data.put("status", status);
        if (value != null) data.put(detailKey, value);
        journal.recordOutcome(intent, kind, data, statusMessage);
    }
}
