package dev.baksh.client.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * State of one step, computed from the run's journal. The step {@code ""} is the part of the script outside of all
 * steps.
 */
public final class StepRecord {
    public enum State {
        /** Begun and not ended: the step failed, was interrupted, or its process was killed. */
        OPEN,
        DONE,
        SKIPPED
    }

    private final String name;
    private final Instant startedAt;
    private final List<WriteRecord> writes = new ArrayList<>();
    private final List<JournalEvent> inputs = new ArrayList<>();
    /** True for a step of the script, false for the parts outside of steps. */
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

    boolean isDeclared() {
        return declared;
    }

    /** Returns true for a block {@code always} or {@code onFailure}; writes outside of the steps have an empty name. */
    boolean isCleanup() {
        return !declared && !name.isEmpty();
    }

    public String name() {
        return name;
    }

    public State state() {
        return state;
    }

    /** Time of the first start. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Time of the end or of the last failure; null if neither is recorded. */
    public Instant endedAt() {
        return endedAt;
    }

    /** Result as maps, lists and plain values; null unless the step is done. */
    public Object result() {
        return result;
    }

    /** Reason of the last failure, or null. */
    public String failureReason() {
        return failureReason;
    }

    /** Source text of the step when it was begun, or null. */
    public String sourceText() {
        return sourceText;
    }

    /** Writes of the step in the order of their intents. */
    public List<WriteRecord> writes() {
        return List.copyOf(writes);
    }

    /** Approvals, replies, notes and times in order. */
    public List<JournalEvent> inputs() {
        return List.copyOf(inputs);
    }

    /** Returns true when the outcome of one of the writes is unknown. */
    public boolean hasUnknownWrite() {
        return state == State.OPEN && writes.stream().anyMatch(WriteRecord::isOpen);
    }

    /** Applies an event of the step. */
    void apply(JournalEvent event) {
        switch (event.kind()) {
            case INTENT -> writes.add(WriteRecord.of(event));
            case SAID -> inputs.add(event);
            case STEP -> {
                update(State.OPEN, null, null);
                sourceText = Objects.toString(event.data().get("source"), sourceText);
            }
            case STEP_DONE -> {
                update(State.DONE, event.time(), event.text("reason"));
                result = event.data().get("result");
            }
            case STEP_SKIPPED -> update(State.SKIPPED, event.time(), event.text("reason"));
            default -> update(State.OPEN, event.time(), event.text("reason"));
        }
    }

    private void update(State state, Instant endedAt, String failureReason) {
        declared = true;
        this.state = state;
        this.endedAt = endedAt;
        this.failureReason = failureReason;
    }

    void closeWrite(JournalEvent event) {
        writes.replaceAll(write -> write.seq() == event.closedIntent() ? write.withClosing(event) : write);
    }

    /** Returns the recorded answer to a question to the user, or null. */
    public String answerTo(String question) {
        return inputs.stream()
                .filter(input -> "ask".equals(input.text("kind")) && question.equals(input.text("text")))
                .map(input -> String.valueOf(input.data().get("value")))
                .findFirst()
                .orElse(null);
    }

    /** Returns the texts of the questions to the user, answered or not, without questions about writes. */
    public Set<String> questions() {
        Set<String> questions = new LinkedHashSet<>();
        for (JournalEvent input : inputs) {
            boolean isUnanswered = "unanswered".equals(input.text("kind"))
                    && !String.valueOf(input.data().get("value")).contains("interrupt");
            if ("ask".equals(input.text("kind")) || isUnanswered) questions.add(input.text("text"));
        }
        return questions;
    }

    /** Removes the recorded answers to these questions, which were given another answer. */
    void forgetAnswers(Set<?> questions) {
        inputs.removeIf(input -> "ask".equals(input.text("kind")) && questions.contains(input.text("text")));
    }

    /** Removes the open writes: the user allows them to be sent again. */
    void forgetOpenWrites() {
        writes.removeIf(WriteRecord::isOpen);
    }

    /** Removes the completed writes: the user allows different writes in their place. */
    void forgetWrites() {
        writes.removeIf(write -> !write.isOpen());
    }
}
