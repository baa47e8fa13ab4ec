package dev.baksh.client.exchange;

import dev.baksh.client.files.ObjectLocks;
import dev.baksh.client.journal.RunContext;
import dev.baksh.client.journal.WriteJournal;
import java.util.function.Supplier;

/**
 * Where writes are put on record.
 *
 * @param journal shared by all servers of a session
 * @param run     the id of what is done now: of this process, or of the run that a shell carries out
 * @param course  what earlier processes of the run left on record, and where it is gone on with
 * @param locks   keep other processes from an object while a write to it is open
 */
public record JournalContext(WriteJournal journal, Supplier<String> run, RunContext course, ObjectLocks locks) {
    /** Of a run that cannot be resumed, beside which there is no other process. */
    public JournalContext(WriteJournal journal, String run) {
        this(journal, () -> run, RunContext.NONE, ObjectLocks.NONE);
    }
}
