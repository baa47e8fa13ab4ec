package dev.baksh.client.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a run's journal says of one step. The step {@code ""} is what stands outside of all steps. */
public final class StepRecord {
    public enum State {
        /** Begun and not ended: it failed, was interrupted, or its process was killed. */
        OPEN,
        DONE,
        SKIPPED
    }

    private final String name;
    private final Instant startedAt;
    private final List<WriteRecord> writes = new ArrayList<>();
    private final List<JournalEvent> inputs = new ArrayList<>();
    private boolean declared;
    private State state = State.OPEN;
    private Instant endedAt;
    private Object result;
    private String failureReason;
    private String sourceText;

    StepRecord(String name, Instant startedAt) {
        this.name = name;
        this.startedAt = startedAt;
    }

    /** It is a step of the script, and not what stands outside of the steps. */
    boolean isDeclared() {
        return declared;
    }

    public String name() {
        return name;
    }

    public State state() {
        return state;
    }

    /** When it was first begun. */
    public Instant startedAt() {
        return startedAt;
    }

    /** When it ended or last failed; null while neither is on record. */
    public Instant endedAt() {
        return endedAt;
    }

    /** Its result as maps, lists and plain values; null unless it is done. */
    public Object result() {
        return result;
    }

    /** Why it failed last, or null. */
    public String failureReason() {
        return failureReason;
    }

    /** The text of the step in the script when it was begun, or null. */
    public String sourceText() {
        return sourceText;
    }

    /** Its writes in the order they were about to be sent. */
    public List<WriteRecord> writes() {
        return List.copyOf(writes);
    }

    /** Approvals, answers, notes and times in order. */
    public List<JournalEvent> inputs() {
        return List.copyOf(inputs);
    }

    /** Nobody knows what became of one of its writes. */
    public boolean hasUnknownWrite() {
        return state == State.OPEN && writes.stream().anyMatch(WriteRecord::isOpen);
    }

    void applyBegin(JournalEvent event) {
        declared = true;
        state = State.OPEN;
        endedAt = null;
        failureReason = null;
        if (event.data().get("source") != null)
            sourceText = event.data().get("source").toString();
    }

    void applyEnd(JournalEvent event) {
        declared = true;
        endedAt = event.time();
        Object reasonValue = event.data().get("reason");
        failureReason = reasonValue == null ? null : reasonValue.toString();
        switch (event.kind()) {
            case STEP_DONE -> {
                state = State.DONE;
                result = event.data().get("result");
            }
            case STEP_SKIPPED -> state = State.SKIPPED;
            default -> state = State.OPEN;
        }
    }

    void addInput(JournalEvent event) {
        inputs.add(event);
    }

    void addWrite(WriteRecord write) {
        writes.add(write);
    }

    void closeWrite(JournalEvent event) {
        writes.replaceAll(write -> write.seq() == event.closedIntent() ? write.applyEvent(event) : write);
    }

    /** A person has said that what is not known of here may be sent again. */
    void forgetOpenWrites() {
        writes.removeIf(WriteRecord::isOpen);
    }

    /** A person has said that other writes may come where these came. */
    void forgetWrites() {
        writes.removeIf(write -> !write.isOpen());
    }
}
