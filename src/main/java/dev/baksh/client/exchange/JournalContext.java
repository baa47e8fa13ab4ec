package dev.baksh.client.exchange;

import dev.baksh.client.files.ObjectLocks;
import dev.baksh.client.journal.RunContext;
import dev.baksh.client.journal.WriteJournal;
import java.util.function.Supplier;

/**
 * Where writes are put on record.
 *
 * @param journal shared by all servers of a session
 * @param runId     the id of what is done now: of this process, or of the run that a shell carries out
 * @param runContext  what earlier processes of the run left on record, and where it is gone on with
 * @param objectLocks   keep other processes from an object while a write to it is open
 */
public record JournalContext(
        WriteJournal journal, Supplier<String> runId, RunContext runContext, ObjectLocks objectLocks) {
    /** Of a run that cannot be resumed, beside which there is no other process. */
    public JournalContext(WriteJournal journal, String runId) {
        this(journal, () -> runId, RunContext.NONE, ObjectLocks.NONE);
    }
}
