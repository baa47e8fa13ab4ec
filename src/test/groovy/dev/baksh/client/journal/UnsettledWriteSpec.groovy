package dev.baksh.client.journal

import dev.baksh.client.api.Effect
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

import static dev.baksh.client.journal.JournalFixture.BACKUP_INTENT
import static dev.baksh.client.journal.JournalFixture.journalFile
import static dev.baksh.client.journal.JournalFixture.openJournal

/** Writes with unknown outcome, as a later process finds them. */
class UnsettledWriteSpec extends Specification {
    @TempDir
    Path home

    Path folder

    def setup() {
        folder = home.resolve('journal')
    }

    WriteRecord unsettledWrite(Map<String, Object> data, Instant time = Instant.now()) {
        return WriteRecord.of(new JournalEvent(1, time, JournalEvent.Kind.INTENT, data))
    }

    def "a write of an ended process is abandoned, and a write of a running process is not"() {
        given:
        Process otherProcess = new ProcessBuilder('sleep', '100').start()

        expect:
        !unsettledWrite(pid: otherProcess.pid()).isAbandoned()
        !unsettledWrite(pid: ProcessHandle.current().pid()).isAbandoned()

        when:
        otherProcess.destroyForcibly()
        otherProcess.waitFor()

        then:
        unsettledWrite(pid: otherProcess.pid()).isAbandoned()
    }

    def "a process id reused by another process is ignored"() {
        given:
        ProcessHandle process = ProcessHandle.current()

        expect:
        unsettledWrite([pid: process.pid()], process.info().startInstant().get() - Duration.ofMinutes(1)).isAbandoned()
    }

    def "a line contains time, server, write and request"() {
        given:
        openJournal(folder).recordIntent(BACKUP_INTENT)

        expect:
        WriteJournal.findUnsettled(journalFile(folder))*.describe() == ["2026-11-21T09:51:11Z n2ws-eu: n2ws.policies.backup 'nightly' (POST aws/policies/12/backups/)"]
    }

    def "a later process recognizes the same write: #what"() {
        given:
        openJournal(folder).recordIntent(BACKUP_INTENT).markUnknown('response lost')

        expect:
        (openJournal(folder, timeSourceAfter(after)).findEarlierDuplicate(intent)?.intent()?.seq()) == seq

        where:
        what               | after | intent                                                                                                          || seq
        'the same'         | 1     | BACKUP_INTENT                                                                                                          || 1
        'of another run'   | 1     | new WriteIntent('r2', 'n2ws-eu', 'x', 'POST', 'aws/policies/12/backups/', Effect.START, '{"note":"x"}', null, null)         || 1
        'another body'     | 1     | new WriteIntent('r1', 'n2ws-eu', 'x', 'POST', 'aws/policies/12/backups/', Effect.START, '{"note":"y"}', null, null)         || null
        'another policy'   | 1     | new WriteIntent('r1', 'n2ws-eu', 'x', 'POST', 'aws/policies/13/backups/', Effect.START, '{"note":"x"}', null, null)         || null
        'another server'   | 1     | new WriteIntent('r1', 'n2ws-us', 'x', 'POST', 'aws/policies/12/backups/', Effect.START, '{"note":"x"}', null, null)         || null
        'another method'   | 1     | new WriteIntent('r1', 'n2ws-eu', 'x', 'PUT', 'aws/policies/12/backups/', Effect.START, '{"note":"x"}', null, null)          || null
        'within a day'     | 23    | BACKUP_INTENT                                                                                                          || 1
        'a day later'      | 25    | BACKUP_INTENT                                                                                                          || null
    }

    def "a write with an outcome is not unsettled"() {
        given:
        WriteJournal writes = openJournal(folder)
        writes.recordIntent(BACKUP_INTENT).markDone(201, [:])
        writes.recordIntent(BACKUP_INTENT).markNotSent('refused')
        writes.recordIntent(BACKUP_INTENT).markFailed(400, 'no')

        expect:
        openJournal(folder).findEarlierDuplicate(BACKUP_INTENT) == null
        WriteJournal.findUnsettled(journalFile(folder)) == []
    }

    def "a missing, truncated or damaged journal does not block a command"() {
        given:
        if (content != null) {
            Files.createDirectories(folder)
            Files.writeString(journalFile(folder), content)
        }

        expect:
        WriteJournal.findRecentUnsettled(journalFile(folder)) == []

        where:
        content << [null, '', 'no line of a journal\n', '{"seq":1,"time"']
    }

    private static JournalFixture.TickingTimeSource timeSourceAfter(int hours) {
        return new JournalFixture.TickingTimeSource() {
            @Override
            synchronized Instant now() { Instant.parse('2026-11-21T09:51:10Z') + Duration.ofHours(hours) }
        }
    }

    def "a process whose start is not known may still be the sender of the write"() {
        given:
        ProcessHandle process = Stub(ProcessHandle) {
            info() >> Stub(ProcessHandle.Info) {
                startInstant() >> Optional.empty()
            }
        }

        expect:
        !unsettledWrite(pid: 1).isOtherProcess(process)
    }

    def "a PUT that sets a state settles an earlier attempt of the same PUT: #what"() {
        given:
        WriteJournal journal = openJournal(folder)
        WriteIntent put = intent('PUT', 'aws/policies/12/', Effect.ENSURE, '{"a":1}')
        journal.recordIntent(put)
        journal.recordIntent(put).markUnknown('response lost')

        when:
        end(journal.recordIntent(later))

        then:
        WriteJournal.findUnsettled(journalFile(folder))*.intent()*.seq() == open
        (openJournal(folder, timeSourceAfter(1)).findEarlierDuplicate(put) != null) == !open.empty

        where:
        what                | later                                                               | end                       || open
        'done'              | intent('PUT', 'aws/policies/12/', Effect.ENSURE, '{"a":1}')         | { it.markDone(200, [:]) } || []
        'failed'            | intent('PUT', 'aws/policies/12/', Effect.ENSURE, '{"a":1}')         | { it.markFailed(400, 'no') } || [1L, 2L]
        'not sent'          | intent('PUT', 'aws/policies/12/', Effect.ENSURE, '{"a":1}')         | { it.markNotSent('no') }  || [1L, 2L]
        'open'              | intent('PUT', 'aws/policies/12/', Effect.ENSURE, '{"a":1}')         | { }                       || [1L, 2L, 4L]
        'another state'     | intent('PUT', 'aws/policies/12/', Effect.ENSURE, '{"a":2}')         | { it.markDone(200, [:]) } || [1L, 2L]
        'another object'    | intent('PUT', 'aws/policies/13/', Effect.ENSURE, '{"a":1}')         | { it.markDone(200, [:]) } || [1L, 2L]
        'another effect'    | intent('PUT', 'aws/policies/12/', Effect.START, '{"a":1}')          | { it.markDone(200, [:]) } || [1L, 2L]
    }

    def "a POST does not settle an earlier attempt of the same POST"() {
        given:
        WriteJournal journal = openJournal(folder)
        journal.recordIntent(BACKUP_INTENT)

        when:
        journal.recordIntent(BACKUP_INTENT).markDone(201, [:])

        then:
        WriteJournal.findUnsettled(journalFile(folder))*.intent()*.seq() == [1L]
    }

    private static WriteIntent intent(String method, String path, Effect effect, String body) {
        new WriteIntent('r1', 'n2ws-eu', 'x', method, path, effect, body, null, null)
    }
}
