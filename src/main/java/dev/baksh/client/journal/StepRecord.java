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
    private final Instant begun;
    private final List<WriteRecord> writes = new ArrayList<>();
    private final List<JournalEvent> said = new ArrayList<>();
    private boolean declared;
    private State state = State.OPEN;
    private Instant ended;
    private Object result;
    private String reason;
    private String source;

    StepRecord(String name, Instant begun) {
        this.name = name;
        this.begun = begun;
    }

    /** It is a step of the script, and not what stands outside of the steps. */
    boolean declared() {
        return declared;
    }

    public String name() {
        return name;
    }

    public State state() {
        return state;
    }

    /** When it was first begun. */
    public Instant begun() {
        return begun;
    }

    /** When it ended or last failed; null while neither is on record. */
    public Instant ended() {
        return ended;
    }

    /** Its result as maps, lists and plain values; null unless it is done. */
    public Object result() {
        return result;
    }

    /** Why it failed last, or null. */
    public String reason() {
        return reason;
    }

    /** The text of the step in the script when it was begun, or null. */
    public String source() {
        return source;
    }

    /** Its writes in the order they were about to be sent. */
    public List<WriteRecord> writes() {
        return List.copyOf(writes);
    }

    /** Approvals, answers, notes and times in order. */
    public List<JournalEvent> said() {
        return List.copyOf(said);
    }

    /** Nobody knows what became of one of its writes. */
    public boolean unknown() {
        return state == State.OPEN && writes.stream().anyMatch(WriteRecord::open);
    }

    void begin(JournalEvent event) {
        declared = true;
        state = State.OPEN;
        ended = null;
        reason = null;
        if (event.data().get("source") != null)
            source = event.data().get("source").toString();
    }

    void end(JournalEvent event) {
        declared = true;
        ended = event.time();
        Object why = event.data().get("reason");
        reason = why == null ? null : why.toString();
        switch (event.kind()) {
            case STEP_DONE -> {
                state = State.DONE;
                result = event.data().get("result");
            }
            case STEP_SKIPPED -> state = State.SKIPPED;
            default -> state = State.OPEN;
        }
    }

    void say(JournalEvent event) {
        said.add(event);
    }

    void write(WriteRecord write) {
        writes.add(write);
    }

    void close(JournalEvent event) {
        writes.replaceAll(write -> write.seq() == event.closes() ? write.closed(event) : write);
    }

    /** A person has said that what is not known of here may be sent again. */
    void forgetOpenWrites() {
        writes.removeIf(WriteRecord::open);
    }

    /** A person has said that other writes may come where these came. */
    void forgetWrites() {
        writes.removeIf(write -> !write.open());
    }
}
