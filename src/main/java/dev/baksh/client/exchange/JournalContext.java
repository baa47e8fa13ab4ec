package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.files.ObjectLocks;
import dev.baksh.client.journal.OpenIntent;
import dev.baksh.client.journal.RunContext;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.WriteIntent;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Context of a write: the journals, the run, and the locks of objects.
 *
 * @param journal the write journal, shared by all servers of a session
 * @param runId supplies the id of the current run, or of this process
 * @param currentRun supplies the journaled state of the run, from this process and from earlier processes
 * @param objectLocks locks that keep other processes from an object while a write to it is open
 */
public record JournalContext(
        WriteJournal journal, Supplier<String> runId, Supplier<RunContext> currentRun, ObjectLocks objectLocks) {
    RunContext runContext() {
        return currentRun.get();
    }

    /**
     * Writes the intent of an attempt into the run journal and the write journal.
     *
     * @throws BakshException if a journal cannot be written; the write must not be sent
     */
    Attempt beginAttempt(RunWrite runWrite, WriteIntent intent) {
        runWrite.recordIntent(intent.baseline() == null ? Map.of() : intent.baseline());
        try {
            return new Attempt(runWrite, journal.recordIntent(intent, runWrite.journalLine(), runWrite.step()));
        } catch (BakshException e) {
            runWrite.markNotSent(e.getMessage());
            throw e;
        }
    }

    /**
     * Returns the reason why a found result does not prove that a write was executed, or null: the write journal contains it
     * as the result of another write, or no lock excludes a process with another journal.
     *
     * @param found the found result, or null
     * @param runWrite the write in its run; its own line in the write journal is no other write
     */
    String describeOtherWrite(
            String server, ApiCall call, Reconciler reconciler, ReconciledResult found, RunWrite runWrite) {
        if (found == null) return null;
        if (call.effect() != Effect.START || call.result() == null || reconciler.identifiesOwnWrite()) return null;
        Map<String, Object> ids = new HashMap<>();
        for (String name : List.of(call.result().key(), "tracker_id"))
            if (found.row() != null && found.row().valueOrNull(name) != null)
                ids.put(name, found.row().valueOrNull(name));
        WriteRecord other = journal.findByResult(server, call.description(), ids);
        boolean isOwn =
                other != null && runWrite.journalLine() > 0 && other.isAtRunLine(runId.get(), runWrite.journalLine());
        String start = reconciler.describe(found) + " is new, but ";
        String lockProblem = objectLocks.sharedFolderProblem();
        if (isOwn || other == null && lockProblem == null) return null;
        return other == null
                ? start + "a process with another BAKSH_HOME may have started it: " + lockProblem
                : start + "it is the result of the same write that was sent at " + other.sentAt() + " (line "
                        + other.seq() + " of baksh journal)";
    }

    /** Open entry of one attempt of a write in both journals; each method closes the entry with an outcome. */
    record Attempt(RunWrite runWrite, OpenIntent openIntent) {
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

        /** Closes the run journal first, because a resume reads it. Closes the write journal even if that fails. */
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
}
