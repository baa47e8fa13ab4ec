package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** One write of a run: what is on record of it, and where this process puts what becomes of it. */
public interface RunWrite {
    /** A write that no run keeps on record. */
    RunWrite NEW = new RunWrite() {
        @Override
        public State state() {
            return State.NEW;
        }

        @Override
        public Object answer() {
            return null;
        }

        @Override
        public Map<String, Object> baseline() {
            return Map.of();
        }

        @Override
        public Instant sent() {
            return null;
        }

        @Override
        public String again() {
            return null;
        }

        @Override
        public String skip() {
            return null;
        }

        @Override
        public void former(Supplier<Object> state) {}

        @Override
        public void intent(Map<String, ?> baseline) {}

        @Override
        public long line() {
            return 0;
        }

        @Override
        public void notSent(String reason) {}

        @Override
        public void done(int status, Object answer) {}

        @Override
        public void failed(int status, String reason) {}

        @Override
        public void unknown(String reason) {}
    };

    enum State {
        /** No process of the run has sent it. */
        NEW,
        /** The server did it; {@link RunWrite#answer()} is what it said. */
        ANSWERED,
        /** It may have been sent, and nobody knows what became of it. */
        OPEN,
        /** A person has said that the server did it; what it answered is not known. */
        SETTLED
    }

    State state();

    /** The server's answer as maps, lists and plain values; null when it was empty. */
    Object answer();

    /** What was there before the write, when it was first sent. */
    Map<String, Object> baseline();

    /** When it may have been sent, or null. */
    Instant sent();

    /** The command by which a person lets it be sent again, or null. */
    String again();

    /** The command by which a person leaves its step out, or null. */
    String skip();

    /** Takes what the write is about to change; asked for only where it is kept. */
    void former(Supplier<Object> state);

    /** Puts on disk that it is about to be sent. Nothing may be sent when this throws. */
    void intent(Map<String, ?> baseline);

    /** The line of its latest intent in the run's journal, 0 where there is none. */
    long line();

    /** No byte of it reached the server. */
    void notSent(String reason);

    /** The server did it. */
    void done(int status, Object answer);

    /** The server answered that it did not. */
    void failed(int status, String reason);

    /** Nobody could find out what became of it. */
    void unknown(String reason);
}
