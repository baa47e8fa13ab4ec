package dev.baksh.client.journal;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.text.ShellWord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Write of a run: records its intent and outcome in the run's journal, and returns what an earlier process recorded. */
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
        return "baksh resume " + journal.id() + " --resend " + ShellWord.quote(step);
    }

    @Override
    public String skipCommand() {
        return "baksh resume " + journal.id() + " --skip " + ShellWord.quote(step);
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
        Map<String, Object> data = JournalEvent.data(
                "step", step,
                "key", key,
                "server", intent.server(),
                "what", intent.description(),
                "target", intent.target() == null ? null : targetData(intent.target()),
                "method", intent.method(),
                "path", intent.path(),
                "effect", intent.effect().name(),
                "body", intent.body(),
                "former", previousState,
                "former_unknown", previousStateFailure);
        data.put("baseline", new LinkedHashMap<String, Object>(baseline));
        journal.addReadCounts(data); // If the process is killed later, the counts up to here are in the journal.
        seq = journal.append(JournalEvent.Kind.INTENT, data, true, "nothing was sent")
                .seq();
    }

    private static Map<String, Object> targetData(ApiCall.Target target) {
        Map<String, Object> data =
                JournalEvent.data("operation", target.operation(), "id", target.id(), "name", target.name());
        if (!target.names().isEmpty()) data.put("names", target.names());
        return data;
    }

    @Override
    public String step() {
        return step;
    }

    @Override
    public long journalLine() {
        return seq;
    }

    @Override
    public void recordOutcome(JournalEvent.Kind kind, int status, Object detail) {
        Map<String, Object> data = OutcomeRecorder.outcomeData(seq, kind, status == 0 ? null : status, detail);
        String statusMessage = intent.description() + ": " + OutcomeRecorder.describe(kind);
        journal.append(kind, data, kind != JournalEvent.Kind.NOT_SENT, statusMessage);
    }
}
