package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** Write of a run: its journaled state, and the sink for its outcome. */
public interface RunWrite {
    /** Write without a run journal. */
    RunWrite UNTRACKED = new RunWrite() {
        @Override
        public State state() {
            return State.NEW;
        }

        @Override
        public Object response() {
            return null;
        }

        @Override
        public Map<String, Object> baseline() {
            return Map.of();
        }

        @Override
        public Instant sentAt() {
            return null;
        }

        @Override
        public String resendCommand() {
            return null;
        }

        @Override
        public String skipCommand() {
            return null;
        }

        @Override
        public void recordPreviousState(Supplier<Object> stateSupplier) {}

        @Override
        public void recordIntent(Map<String, ?> baseline) {}

        @Override
        public long journalLine() {
            return 0;
        }

        @Override
        public void markNotSent(String reason) {}

        @Override
        public void markDone(int status, Object response) {}

        @Override
        public void markFailed(int status, String reason) {}

        @Override
        public void markUnknown(String reason) {}
    };

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

    State state();

    /** Response of the server as maps, lists and plain values; null for an empty response. */
    Object response();

    /** State of the server before the write was first sent. */
    Map<String, Object> baseline();

    /** Time when the write may have been sent, or null. */
    Instant sentAt();

    /** Command with which the user allows the write to be sent again, or null. */
    String resendCommand();

    /** Command with which the user skips the step of the write, or null. */
    String skipCommand();

    /** Records the state that the write is about to change; calls the supplier only if the state is stored. */
    void recordPreviousState(Supplier<Object> stateSupplier);

    /** Records on disk that the write is about to be sent. If this method throws, nothing may be sent. */
    void recordIntent(Map<String, ?> baseline);

    /** Line of the latest intent in the run's journal, 0 without a journal. */
    long journalLine();

    /** Records that no byte of the write reached the server. */
    void markNotSent(String reason);

    /** Records that the server accepted the write. */
    void markDone(int status, Object response);

    /** Records that the server refused the write. */
    void markFailed(int status, String reason);

    /** Records that the outcome could not be determined. */
    void markUnknown(String reason);
}
