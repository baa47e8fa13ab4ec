package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** One write of a run: what is on record of it, and where this process puts what becomes of it. */
public interface RunWrite {
    /** A write that no run keeps on record. */
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
        /** No process of the run has sent it. */
        NEW,
        /** The server did it; {@link RunWrite#response()} is what it said. */
        COMPLETED,
        /** It may have been sent, and nobody knows what became of it. */
        OPEN,
        /** A person has said that the server did it; what it answered is not known. */
        SETTLED
    }

    State state();

    /** The server's answer as maps, lists and plain values; null when it was empty. */
    Object response();

    /** What was there before the write, when it was first sent. */
    Map<String, Object> baseline();

    /** When it may have been sent, or null. */
    Instant sentAt();

    /** The command by which a person lets it be sent again, or null. */
    String resendCommand();

    /** The command by which a person leaves its step out, or null. */
    String skipCommand();

    /** Takes what the write is about to change; asked for only where it is kept. */
    void recordPreviousState(Supplier<Object> stateSupplier);

    /** Puts on disk that it is about to be sent. Nothing may be sent when this throws. */
    void recordIntent(Map<String, ?> baseline);

    /** The line of its latest intent in the run's journal, 0 where there is none. */
    long journalLine();

    /** No byte of it reached the server. */
    void markNotSent(String reason);

    /** The server did it. */
    void markDone(int status, Object response);

    /** The server answered that it did not. */
    void markFailed(int status, String reason);

    /** Nobody could find out what became of it. */
    void markUnknown(String reason);
}
