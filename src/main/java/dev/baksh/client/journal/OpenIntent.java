package dev.baksh.client.journal;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Intent of a write that is in the write journal and waits for its outcome. Only one outcome may be recorded; a second
 * call throws an {@link IllegalStateException}.
 *
 * <p>An outcome is synced on return, except for {@link #markNotSent}: if that line is lost, the intent stays open, which
 * only causes a check by the user. Each method throws a {@code BakshException} with exit code 74 when the event could
 * not be written. By then the request was sent (except for {@link #markNotSent}), and the message says so; the outcome
 * goes to the fallback log before the exception.
 */
public final class OpenIntent implements OutcomeRecorder {
    private final WriteJournal journal;
    private final JournalEvent intent;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenIntent(WriteJournal journal, JournalEvent intent) {
        this.journal = journal;
        this.intent = intent;
    }

    @Override
    public void recordOutcome(JournalEvent.Kind kind, int status, Object detail) {
        if (!closed.compareAndSet(false, true))
            throw new IllegalStateException("entry " + intent.seq() + " is closed already");
        boolean hasStatus = kind == JournalEvent.Kind.DONE || kind == JournalEvent.Kind.FAILED;
        Map<String, Object> data = OutcomeRecorder.outcomeData(intent.seq(), kind, hasStatus ? status : null, detail);
        journal.recordOutcome(intent, kind, data);
    }
}
