package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.journal.OpenIntent;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.WriteIntent;
import java.util.Map;

/** One sending of a write, on record in the run's journal and in the write journal before its first byte. */
final class WriteAttempt {
    private final RunWrite runWrite;
    private final OpenIntent openIntent;

    /** Nothing may be sent when this throws. */
    WriteAttempt(JournalContext journalContext, RunWrite runWrite, WriteIntent intent) {
        this.runWrite = runWrite;
        runWrite.recordIntent(intent.baseline() == null ? Map.of() : intent.baseline());
        try {
            openIntent = journalContext.journal().recordIntent(intent.withRunLine(runWrite.journalLine()));
        } catch (BakshException e) {
            runWrite.markNotSent(e.getMessage());
            throw e;
        }
    }

    void recordNotSent(String reason) {
        close(() -> runWrite.markNotSent(reason), () -> openIntent.markNotSent(reason));
    }

    void recordSuccess(int status, Object result, Map<String, Object> ids) {
        close(() -> runWrite.markDone(status, result), () -> openIntent.markDone(status, ids));
    }

    void recordFailure(int status, String reason) {
        close(() -> runWrite.markFailed(status, reason), () -> openIntent.markFailed(status, reason));
    }

    void recordUnknown(String reason) {
        close(() -> runWrite.markUnknown(reason), () -> openIntent.markUnknown(reason));
    }

    /** The run's journal first: a resume goes by that one. When it cannot be written, the other one is all the same. */
    private static void close(Runnable closeRunWrite, Runnable closeOpenIntent) {
        try {
            closeRunWrite.run();
        } catch (BakshException e) {
            try {
                closeOpenIntent.run();
            } catch (BakshException journalFailure) {
                e.addSuppressed(journalFailure);
            }
            throw e;
        }
        closeOpenIntent.run();
    }
}
