package dev.baksh.exchange;

import dev.baksh.journal.Course;
import dev.baksh.journal.WriteJournal;
import java.util.function.Supplier;

/**
 * Where writes are put on record.
 *
 * @param journal shared by all servers of a session
 * @param run     the id of what is done now: of this process, or of the run that a shell carries out
 * @param course  what earlier processes of the run left on record, and where it is gone on with
 */
public record Record(WriteJournal journal, Supplier<String> run, Course course) {
    /** Of a run that cannot be resumed. */
    public Record(WriteJournal journal, String run) {
        this(journal, () -> run, Course.NONE);
    }
}
