package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tracker of one write in the journal of its run: returns the earlier state, and records the intent and the outcome.
 * The default methods do nothing, for a write without a journal ({@link #UNTRACKED}).
 */
public interface RunWrite extends OutcomeRecorder {
    /** Write without a run journal. */
    RunWrite UNTRACKED = new RunWrite() {};

    enum State {
        /** No process of the run has sent the write. */
        NEW,
        /** The server accepted the write; {@link RunWrite#response()} is its response. */
        COMPLETED,
        /** The write may have been sent, and its outcome is unknown. */
        OPEN,
        /** The user confirmed that the server did the write; the response is unknown. */
        SETTLED
    }

    /** Returns what earlier processes of the run have recorded of this write. */
    default State state() {
        return State.NEW;
    }

    /** Response of the server as maps, lists and plain values; null for an empty response. */
    default Object response() {
        return null;
    }

    /** State of the server before the write was first sent. */
    default Map<String, Object> baseline() {
        return Map.of();
    }

    /** Time when the write may have been sent, or null. */
    default Instant sentAt() {
        return null;
    }

    /** Command with which the user allows the write to be sent again, or null. */
    default String resendCommand() {
        return null;
    }

    /** Command with which the user skips the step of the write, or null. */
    default String skipCommand() {
        return null;
    }

    /** Records the state before the change. Calls the supplier only if the implementation stores the state. */
    default void recordPreviousState(Supplier<Object> stateSupplier) {}

    /** Records on disk that the write is about to be sent. If this method throws, nothing may be sent. */
    default void recordIntent(Map<String, ?> baseline) {}

    /** Step of the write, or {@code ""}. */
    default String step() {
        return "";
    }

    /** Line of the latest intent in the run's journal, 0 without a journal. */
    default long journalLine() {
        return 0;
    }

    @Override
    default void recordOutcome(JournalEvent.Kind kind, int status, Object detail) {}
}
