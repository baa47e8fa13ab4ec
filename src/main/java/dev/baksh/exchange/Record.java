package dev.baksh.exchange;

import dev.baksh.journal.WriteJournal;

/**
 * Where writes are put on record.
 *
 * @param journal shared by all servers of a session
 * @param run     the id of this run of baksh
 */
public record Record(WriteJournal journal, String run) {}
