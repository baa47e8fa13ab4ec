package dev.baksh.client.journal

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.client.api.Effect
import dev.baksh.client.api.Row
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.time.Instant

import static dev.baksh.client.journal.JournalFixture.BACKUP_INTENT
import static dev.baksh.client.journal.JournalFixture.journalFile
import static dev.baksh.client.journal.JournalFixture.openJournal

class WriteJournalSpec extends Specification {
    @TempDir
    Path home

    Path folder

    def setup() {
        folder = home.resolve('state/journal')
    }

    def "no file is created before the first write"() {
        when:
        openJournal(folder).close()

        then:
        !Files.exists(folder)
        WriteJournal.read(journalFile(folder)) == []
        WriteJournal.verify(journalFile(folder)) == new ChainVerification(0, '0' * 16, 0, null)
    }

    def "an intent is on disk when intent() returns"() {
        when:
        openJournal(folder).recordIntent(BACKUP_INTENT)

        then:
        Files.readString(journalFile(folder)).endsWith('\n')
        WriteJournal.read(journalFile(folder)) == [
            new JournalEvent(1, Instant.parse('2026-11-21T09:51:11Z'), JournalEvent.Kind.INTENT, [
                run: 'r1', server: 'n2ws-eu', what: "n2ws.policies.backup 'nightly'", method: 'POST', path: 'aws/policies/12/backups/',
                effect: 'START', body: '{"note":"x"}', sha256: sha256('{"note":"x"}'), baseline: [max: 240], pid: ProcessHandle.current().pid() as int
            ])
        ]
    }

    def "a line has the documented format"() {
        when:
        openJournal(folder).recordIntent(new WriteIntent(null, 'px', 'px.roles.delete', 'DELETE', 'x', Effect.DANGER, null, null, null)).markNotSent('refused: é\u001b[2J')

        then:
        def lines = Files.readAllLines(journalFile(folder))
        lines[0] ==~ /\{"seq":1,"time":"2026-11-21T09:51:11Z","event":"INTENT","data":\{"server":"px","what":"px.roles.delete","method":"DELETE","path":"x","effect":"DANGER","pid":\d+\},"prev":"0{16}","crc":"[0-9a-f]{8}"\}/
        lines[1].startsWith('{"seq":2,"time":"2026-11-21T09:51:13Z","event":"NOT_SENT","data":{"intent":1,"reason":"refused: \\u00E9\\u001B[2J"},"prev":"' + sha256(lines[0]).take(16) + '","crc":"')
        new ObjectMapper().readTree(lines[1]).path('crc').asText() == crc(lines[1].substring(0, lines[1].indexOf(',"crc"')))
    }

    def "an entry ends as #kind"() {
        given:
        def entry = openJournal(folder).recordIntent(BACKUP_INTENT)

        when:
        end.call(entry)

        then:
        def event = WriteJournal.read(journalFile(folder))[1]
        event.kind() == kind
        event.data() == data
        event.closedIntent() == 1
        WriteJournal.findUnsettled(journalFile(folder))*.reason() == (kind == JournalEvent.Kind.UNKNOWN ? ['response lost'] : [])

        where:
        kind                | end                                  || data
        JournalEvent.Kind.NOT_SENT | { it.markNotSent('connection refused') } || [intent: 1, reason: 'connection refused']
        JournalEvent.Kind.DONE     | { it.markDone(201, [id: 241]) }          || [intent: 1, status: 201, result: [id: 241]]
        JournalEvent.Kind.DONE     | { it.markDone(204, null) }               || [intent: 1, status: 204]
        JournalEvent.Kind.FAILED   | { it.markFailed(400, 'no such policy') } || [intent: 1, status: 400, reason: 'no such policy']
        JournalEvent.Kind.UNKNOWN  | { it.markUnknown('response lost') }      || [intent: 1, reason: 'response lost']
    }

    def "an intent without an outcome or with an unknown outcome is unsettled"() {
        given:
        def journal = openJournal(folder)
        journal.recordIntent(BACKUP_INTENT).markDone(201, [:])
        journal.recordIntent(BACKUP_INTENT)
        journal.recordIntent(BACKUP_INTENT).markUnknown('response lost')

        expect:
        WriteJournal.findUnsettled(journalFile(folder)).collect { [it.intent().seq(), it.reason()] } == [[3L, null], [4L, 'response lost']]
        WriteJournal.findRecentUnsettled(journalFile(folder)) == WriteJournal.findUnsettled(journalFile(folder))
    }

    def "an entry ends once"() {
        given:
        def entry = openJournal(folder).recordIntent(BACKUP_INTENT)
        entry.markDone(201, [:])

        when:
        entry.markUnknown('late')

        then:
        IllegalStateException e = thrown()
        e.message == 'entry 1 is closed already'
        WriteJournal.read(journalFile(folder)).size() == 2
    }

    def "a closed journal rejects an intent and accepts the outcome of an open intent"() {
        given:
        def journal = openJournal(folder)
        def entry = journal.recordIntent(BACKUP_INTENT)
        journal.close()

        when:
        entry.markDone(201, [:])
        journal.recordIntent(BACKUP_INTENT)

        then:
        IllegalStateException e = thrown()
        e.message == 'the journal is closed'
        WriteJournal.read(journalFile(folder))*.kind() == [JournalEvent.Kind.INTENT, JournalEvent.Kind.DONE]
    }

    def "no event contains a secret"() {
        given:
        def secret = 'hunter2'
        def journal = openJournal(folder)

        when:
        journal.recordIntent(new WriteIntent(secret, secret, "x $secret", 'POST', "p/$secret", Effect.ENSURE, "{\"password\":\"$secret\"}", [(secret): [secret, [a: "x${secret}"]]], null))
            .markDone(200, [(secret): new Row(null, [a: [secret, new Row(null, [b: secret])]])])
        journal.recordIntent(BACKUP_INTENT).markFailed(400, secret)
        journal.recordIntent(BACKUP_INTENT).markUnknown(secret)
        journal.recordIntent(BACKUP_INTENT).markNotSent(secret)

        then:
        !Files.readString(journalFile(folder)).contains(secret)
        WriteJournal.read(journalFile(folder))[0].data().subMap(['run', 'path', 'body', 'baseline']) == [run: '***', path: 'p/***', body: '{"password":"***"}', baseline: ['***': ['***', [a: 'x***']]]]
        WriteJournal.read(journalFile(folder))[1].data().result == ['***': [a: ['***', [b: '***']]]]
    }

    def "a long body is truncated and hashed completely"() {
        given:
        def body = 'x' * 3_999 + 'hunter2' + 'y' * 10_000

        when:
        openJournal(folder).recordIntent(new WriteIntent(null, 's', 'w', 'POST', 'p', Effect.START, body, null, null))

        then:
        def data = WriteJournal.read(journalFile(folder))[0].data()
        data.body == 'x' * 3_999 + '*...'
        data.sha256 == sha256(body)
    }

    def "#value is stored as #stored"() {
        when:
        openJournal(folder).recordIntent(BACKUP_INTENT).markDone(200, [v: value])

        then:
        WriteJournal.read(journalFile(folder))[1].data().result == [v: stored]

        where:
        value                                 || stored
        null                                  || null
        12345678901234567890                  || 12345678901234567890
        1.5                                   || 1.5
        Double.NaN                            || 'NaN'
        Instant.parse('2026-01-01T00:00:00Z') || '2026-01-01T00:00:00Z'
        'a\ud800\u202e\n日本'                  || 'a\ud800\u202e\n日本'
        [1, [x: true]] as Set                 || [1, [x: true]]
    }

    def "an interrupted thread can write and stays interrupted"() {
        given:
        def journal = openJournal(folder)

        when:
        Thread.currentThread().interrupt()
        journal.recordIntent(BACKUP_INTENT).markDone(201, [id: 241])
        def wasInterrupted = Thread.interrupted()

        then:
        wasInterrupted
        WriteJournal.read(journalFile(folder))*.kind() == [JournalEvent.Kind.INTENT, JournalEvent.Kind.DONE]
    }

    private static String sha256(String text) {
        HexFormat.of().formatHex(MessageDigest.getInstance('SHA-256').digest(text.getBytes('UTF-8')))
    }

    private static String crc(String text) {
        def crc = new java.util.zip.CRC32C()
        crc.update(text.getBytes('UTF-8'))
        String.format('%08x', crc.value)
    }
}
