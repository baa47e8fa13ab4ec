package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Write of a run with a journal. */
final class JournaledWrite implements RunWrite {
    private final RunJournal journal;
    private final WriteIntent intent;
    private final String key;
    private final String step;
    private final WriteRecord recordedWrite;
    private long seq;
    private Object previousState;
    private String previousStateFailure;

    /** @param recordedWrite record of the write by an earlier process of the run, or null */
    JournaledWrite(RunJournal journal, WriteIntent intent, String key, String step, WriteRecord recordedWrite) {
        this.journal = journal;
        this.intent = intent;
        this.key = key;
        this.step = step;
        this.recordedWrite = recordedWrite;
        this.seq = recordedWrite == null ? 0 : recordedWrite.seq();
    }

    @Override
    public State state() {
        if (recordedWrite == null) return State.NEW;
        if (recordedWrite.isOpen()) return State.OPEN;
        return recordedWrite.settlement() == null ? State.COMPLETED : State.SETTLED;
    }

    @Override
    public Object response() {
        return recordedWrite == null ? null : recordedWrite.response();
    }

    @Override
    public Map<String, Object> baseline() {
        return recordedWrite == null ? Map.of() : recordedWrite.baseline();
    }

    @Override
    public Instant sentAt() {
        return recordedWrite == null ? null : recordedWrite.sentAt();
    }

    @Override
    public String resendCommand() {
        return "baksh resume " + journal.id() + " --resend '" + step + "'";
    }

    @Override
    public String skipCommand() {
        return "baksh resume " + journal.id() + " --skip '" + step + "'";
    }

    @Override
    public void recordPreviousState(Supplier<Object> stateSupplier) {
        try {
            previousState = stateSupplier.get();
        } catch (BakshException e) {
            // The undo data is less important than the run; the journal records that the data is missing.
            previousState = null;
            previousStateFailure = e.getMessage();
        }
    }

    @Override
    public void recordIntent(Map<String, ?> baseline) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step);
        data.put("key", key);
        data.put("server", intent.server());
        data.put("what", intent.description());
        data.put("method", intent.method());
        data.put("path", intent.path());
        data.put("effect", intent.effect().name());
        if (intent.body() != null) data.put("body", intent.body());
        if (previousState != null) data.put("former", previousState);
        if (previousStateFailure != null) data.put("former_unknown", previousStateFailure);
        data.put("baseline", new LinkedHashMap<String, Object>(baseline));
        journal.addReadCounts(data); // If the process is killed later, the counts up to here are in the journal.
        seq = journal.append(JournalEvent.Kind.INTENT, data, true, "nothing was sent")
                .seq();
    }

    @Override
    public long journalLine() {
        return seq;
    }

    @Override
    public void markNotSent(String reason) {
        recordOutcome(JournalEvent.Kind.NOT_SENT, 0, "reason", reason, "the request was NOT sent");
    }

    @Override
    public void markDone(int status, Object response) {
        recordOutcome(JournalEvent.Kind.DONE, status, "result", response, "the write HAS happened");
    }

    @Override
    public void markFailed(int status, String reason) {
        recordOutcome(JournalEvent.Kind.FAILED, status, "reason", reason, "the request WAS sent, and refused");
    }

    @Override
    public void markUnknown(String reason) {
        recordOutcome(
                JournalEvent.Kind.UNKNOWN, 0, "reason", reason, "the request WAS sent, and its outcome is unknown");
    }

    private void recordOutcome(
            JournalEvent.Kind kind, int status, String detailKey, Object value, String statusMessage) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("intent", seq);
        if (status != 0) data.put("status", status);
        if (value != null) data.put(detailKey, value);
        journal.append(kind, data, kind != JournalEvent.Kind.NOT_SENT, intent.description() + ": " + statusMessage);
    }
}
