package dev.baksh.client.journal

import dev.baksh.client.api.Effect
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

import static dev.baksh.client.journal.JournalFixture.BACKUP
import static dev.baksh.client.journal.JournalFixture.file
import static dev.baksh.client.journal.JournalFixture.journal

/** Writes whose outcome nobody knows, as a later process meets them. */
class UnsettledWriteSpec extends Specification {
    @TempDir
    Path home

    Path folder

    def setup() {
        folder = home.resolve('journal')
    }

    UnsettledWrite unsettled(Map<String, Object> data, Instant time = Instant.now()) {
        return new UnsettledWrite(new JournalEvent(1, time, JournalEvent.Kind.INTENT, data), null)
    }

    def "a write of a process that has ended is abandoned, and one of a living process is not"() {
        given:
        Process other = new ProcessBuilder('sleep', '100').start()

        expect:
        !unsettled(pid: other.pid()).isAbandoned()
        !unsettled(pid: ProcessHandle.current().pid()).isAbandoned()

        when:
        other.destroyForcibly()
        other.waitFor()

        then:
        unsettled(pid: other.pid()).isAbandoned()
    }

    def "a number that another process has by now counts for nothing"() {
        expect:
        unsettled([pid: ProcessHandle.current().pid()], Instant.now() - Duration.ofDays(365)).isAbandoned()
    }

    def "a line names time, server, write and request"() {
        given:
        journal(folder).recordIntent(BACKUP)

        expect:
        WriteJournal.findUnsettled(file(folder))*.describe() == ["2026-11-21T09:51:11Z n2ws-eu: n2ws.policies.backup 'nightly' (POST aws/policies/12/backups/)"]
    }

    def "a later process knows the same write again: #what"() {
        given:
        journal(folder).recordIntent(BACKUP).markUnknown('answer lost')

        expect:
        (journal(folder, later(after)).findEarlierDuplicate(intent)?.intent()?.seq()) == seq

        where:
        what               | after | intent                                                                                                          || seq
        'the same'         | 1     | BACKUP                                                                                                          || 1
        'of another run'   | 1     | new WriteIntent('r2', 'n2ws-eu', 'x', 'POST', 'aws/policies/12/backups/', Effect.START, '{"note":"x"}', null)         || 1
        'another body'     | 1     | new WriteIntent('r1', 'n2ws-eu', 'x', 'POST', 'aws/policies/12/backups/', Effect.START, '{"note":"y"}', null)         || null
        'another policy'   | 1     | new WriteIntent('r1', 'n2ws-eu', 'x', 'POST', 'aws/policies/13/backups/', Effect.START, '{"note":"x"}', null)         || null
        'another server'   | 1     | new WriteIntent('r1', 'n2ws-us', 'x', 'POST', 'aws/policies/12/backups/', Effect.START, '{"note":"x"}', null)         || null
        'another method'   | 1     | new WriteIntent('r1', 'n2ws-eu', 'x', 'PUT', 'aws/policies/12/backups/', Effect.START, '{"note":"x"}', null)          || null
        'within a day'     | 23    | BACKUP                                                                                                          || 1
        'a day later'      | 25    | BACKUP                                                                                                          || null
    }

    def "a write that came to an end is not one of them"() {
        given:
        WriteJournal writes = journal(folder)
        writes.recordIntent(BACKUP).markDone(201, [:])
        writes.recordIntent(BACKUP).markNotSent('refused')
        writes.recordIntent(BACKUP).markFailed(400, 'no')

        expect:
        journal(folder).findEarlierDuplicate(BACKUP) == null
        WriteJournal.findUnsettled(file(folder)) == []
    }

    def "a journal that is not there, is cut, or is damaged, stops nobody"() {
        given:
        if (content != null) {
            Files.createDirectories(folder)
            Files.writeString(file(folder), content)
        }

        expect:
        WriteJournal.findRecentUnsettled(file(folder)) == []

        where:
        content << [null, '', 'no line of a journal\n', '{"seq":1,"time"']
    }

    private static JournalFixture.Ticks later(int hours) {
        return new JournalFixture.Ticks() {
            @Override
            synchronized Instant now() { Instant.parse('2026-11-21T09:51:10Z') + Duration.ofHours(hours) }
        }
    }
}
