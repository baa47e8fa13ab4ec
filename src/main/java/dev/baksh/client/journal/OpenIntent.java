package dev.baksh.client.journal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One intent that is on disk, and waits for what became of it. Exactly one of the four events closes it; a second one is
 * an {@link IllegalStateException}.
 *
 * <p>Each throws a {@code BakshException} of kind JOURNAL when the event could not be written. The request is by then sent
 * (except for {@link #markNotSent}), which the message says; what is known of it went to the journal's last resort first.
 */
public final class OpenIntent {
    private final WriteJournal journal;
    private final JournalEvent intent;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenIntent(WriteJournal journal, JournalEvent intent) {
        this.journal = journal;
        this.intent = intent;
    }

    /** The number of the intent's line. */
    public long seq() {
        return intent.seq();
    }

    /** No byte of the request reached the server. Not synced: lost, it leaves the intent open, which is only more careful. */
    public void markNotSent(String reason) {
        recordOutcome(JournalEvent.Kind.NOT_SENT, null, "reason", reason, "the request was NOT sent");
    }

    /** The server did it. On return it is on disk. {@code result}: ids and what else a resume needs. */
    public void markDone(int status, Map<String, ?> result) {
        recordOutcome(JournalEvent.Kind.DONE, status, "result", result, "the write HAS happened");
    }

    /** The server answered that it did not. On return it is on disk. */
    public void markFailed(int status, String reason) {
        recordOutcome(JournalEvent.Kind.FAILED, status, "reason", reason, "the request WAS sent, and refused");
    }

    /** Sent, and nobody could find out what became of it. On return it is on disk. */
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
