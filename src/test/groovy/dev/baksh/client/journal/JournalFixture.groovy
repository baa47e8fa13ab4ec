package dev.baksh.client.journal

import dev.baksh.client.api.Effect
import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** Fixture for journals: a clock that advances one second per call, and an intent. */
@CompileStatic
class JournalFixture {
    static final WriteIntent BACKUP_INTENT = new WriteIntent('r1', 'n2ws-eu', "n2ws.policies.backup 'nightly'", 'POST', 'aws/policies/12/backups/', Effect.START, '{"note":"x"}', [max: 240], null)

    static class TickingTimeSource implements TimeSource {
        private long seconds

        @Override
        synchronized Instant now() { Instant.parse('2026-11-21T09:51:10Z').plusSeconds(seconds++) }

        @Override
        synchronized long nanos() { seconds++ * 1_000_000_000L }

        @Override
        void pause(Duration duration) { Thread.yield() }
    }

    static WriteJournal openJournal(Path folder, TimeSource time = new TickingTimeSource()) {
        new WriteJournal(folder, { String text -> text.replace('hunter2', '***') }, time, { String line -> })
    }

    static Path journalFile(Path folder) {
        folder.resolve('journal.jsonl')
    }

    /** Three writes, six lines. */
    static Path createFilledJournal(Path folder) {
        WriteJournal openJournal = openJournal(folder)
        3.times { int i -> openJournal.recordIntent(BACKUP_INTENT).markDone(201, [id: 241 + i]) }
        journalFile(folder)
    }
}
