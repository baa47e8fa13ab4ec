package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.journal.OpenIntent;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.WriteIntent;
import java.util.Map;

/** One sending of a write, on record in the run's journal and in the write journal before its first byte. */
final class WriteAttempt {
    private final RunWrite passage;
    private final OpenIntent entry;

    /** Nothing may be sent when this throws. */
    WriteAttempt(JournalContext record, RunWrite passage, WriteIntent intent) {
        this.passage = passage;
        passage.intent(intent.baseline() == null ? Map.of() : intent.baseline());
        try {
            entry = record.journal().intent(intent.at(passage.line()));
        } catch (BakshException e) {
            passage.notSent(e.getMessage());
            throw e;
        }
    }

    void notSent(String reason) {
        close(() -> passage.notSent(reason), () -> entry.notSent(reason));
    }

    void done(int status, Object answer, Map<String, Object> ids) {
        close(() -> passage.done(status, answer), () -> entry.done(status, ids));
    }

    void failed(int status, String reason) {
        close(() -> passage.failed(status, reason), () -> entry.failed(status, reason));
    }

    void unknown(String reason) {
        close(() -> passage.unknown(reason), () -> entry.unknown(reason));
    }

    /** The run's journal first: a resume goes by that one. When it cannot be written, the other one is all the same. */
    private static void close(Runnable run, Runnable journal) {
        try {
            run.run();
        } catch (BakshException e) {
            try {
                journal.run();
            } catch (BakshException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        journal.run();
    }
}
