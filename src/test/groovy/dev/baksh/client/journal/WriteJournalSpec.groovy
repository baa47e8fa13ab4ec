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

import static dev.baksh.client.journal.JournalFixture.BACKUP
import static dev.baksh.client.journal.JournalFixture.file
import static dev.baksh.client.journal.JournalFixture.journal

class WriteJournalSpec extends Specification {
    @TempDir
    Path home

    Path folder

    def setup() {
        folder = home.resolve('state/journal')
    }

    def "nothing is touched before the first write"() {
        when:
        journal(folder).close()

        then:
        !Files.exists(folder)
        WriteJournal.read(file(folder)) == []
        WriteJournal.verify(file(folder)) == new ChainVerification(0, '0' * 16, 0, null)
    }

    def "an intent is on disk when it is given back"() {
        when:
        def entry = journal(folder).recordIntent(BACKUP)

        then:
        entry.seq() == 1
        Files.readString(file(folder)).endsWith('\n')
        WriteJournal.read(file(folder)) == [
            new JournalEvent(1, Instant.parse('2026-11-21T09:51:11Z'), JournalEvent.Kind.INTENT, [
                run: 'r1', server: 'n2ws-eu', what: "n2ws.policies.backup 'nightly'", method: 'POST', path: 'aws/policies/12/backups/',
                effect: 'START', body: '{"note":"x"}', sha256: sha256('{"note":"x"}'), baseline: [max: 240], pid: ProcessHandle.current().pid() as int
            ])
        ]
    }

    def "a line has the documented form"() {
        when:
        journal(folder).recordIntent(new WriteIntent(null, 'px', 'px.roles.delete', 'DELETE', 'x', Effect.DANGER, null, null)).markNotSent('refused: é\u001b[2J')

        then:
        def lines = Files.readAllLines(file(folder))
        lines[0] ==~ /\{"seq":1,"time":"2026-11-21T09:51:11Z","event":"INTENT","data":\{"server":"px","what":"px.roles.delete","method":"DELETE","path":"x","effect":"DANGER","pid":\d+\},"prev":"0{16}","crc":"[0-9a-f]{8}"\}/
        lines[1].startsWith('{"seq":2,"time":"2026-11-21T09:51:13Z","event":"NOT_SENT","data":{"intent":1,"reason":"refused: \\u00E9\\u001B[2J"},"prev":"' + sha256(lines[0]).take(16) + '","crc":"')
        new ObjectMapper().readTree(lines[1]).path('crc').asText() == crc(lines[1].substring(0, lines[1].indexOf(',"crc"')))
    }

    def "an entry ends as #kind"() {
        given:
        def entry = journal(folder).recordIntent(BACKUP)

        when:
        end.call(entry)

        then:
        def event = WriteJournal.read(file(folder))[1]
        event.kind() == kind
        event.data() == data
        event.closedIntent() == 1
        WriteJournal.findUnsettled(file(folder))*.reason() == (kind == JournalEvent.Kind.UNKNOWN ? ['answer lost'] : [])

        where:
        kind                | end                                  || data
        JournalEvent.Kind.NOT_SENT | { it.markNotSent('connection refused') } || [intent: 1, reason: 'connection refused']
        JournalEvent.Kind.DONE     | { it.markDone(201, [id: 241]) }          || [intent: 1, status: 201, result: [id: 241]]
        JournalEvent.Kind.DONE     | { it.markDone(204, null) }               || [intent: 1, status: 204]
        JournalEvent.Kind.FAILED   | { it.markFailed(400, 'no such policy') } || [intent: 1, status: 400, reason: 'no such policy']
        JournalEvent.Kind.UNKNOWN  | { it.markUnknown('answer lost') }        || [intent: 1, reason: 'answer lost']
    }

    def "an intent without an end, or with an unknown one, is not settled"() {
        given:
        def journal = journal(folder)
        journal.recordIntent(BACKUP).markDone(201, [:])
        journal.recordIntent(BACKUP)
        journal.recordIntent(BACKUP).markUnknown('answer lost')

        expect:
        WriteJournal.findUnsettled(file(folder)).collect { [it.intent().seq(), it.reason()] } == [[3L, null], [4L, 'answer lost']]
        WriteJournal.findRecentUnsettled(file(folder)) == WriteJournal.findUnsettled(file(folder))
    }

    def "an entry ends once"() {
        given:
        def entry = journal(folder).recordIntent(BACKUP)
        entry.markDone(201, [:])

        when:
        entry.markUnknown('late')

        then:
        IllegalStateException e = thrown()
        e.message == 'entry 1 is closed already'
        WriteJournal.read(file(folder)).size() == 2
    }

    def "a closed journal takes no intent, but the end of an open one"() {
        given:
        def journal = journal(folder)
        def entry = journal.recordIntent(BACKUP)
        journal.close()

        when:
        entry.markDone(201, [:])
        journal.recordIntent(BACKUP)

        then:
        IllegalStateException e = thrown()
        e.message == 'the journal is closed'
        WriteJournal.read(file(folder))*.kind() == [JournalEvent.Kind.INTENT, JournalEvent.Kind.DONE]
    }

    def "a secret is in no text of any event"() {
        given:
        def secret = 'hunter2'
        def journal = journal(folder)

        when:
        journal.recordIntent(new WriteIntent(secret, secret, "x $secret", 'POST', "p/$secret", Effect.ENSURE, "{\"password\":\"$secret\"}", [(secret): [secret, [a: "x${secret}"]]]))
            .markDone(200, [(secret): new Row(null, [a: [secret, new Row(null, [b: secret])]])])
        journal.recordIntent(BACKUP).markFailed(400, secret)
        journal.recordIntent(BACKUP).markUnknown(secret)
        journal.recordIntent(BACKUP).markNotSent(secret)

        then:
        !Files.readString(file(folder)).contains(secret)
        WriteJournal.read(file(folder))[0].data().subMap(['run', 'path', 'body', 'baseline']) == [run: '***', path: 'p/***', body: '{"password":"***"}', baseline: ['***': ['***', [a: 'x***']]]]
        WriteJournal.read(file(folder))[1].data().result == ['***': [a: ['***', [b: '***']]]]
    }

    def "a long body is shown from its beginning and hashed as a whole"() {
        given:
        def body = 'x' * 3_999 + 'hunter2' + 'y' * 10_000

        when:
        journal(folder).recordIntent(new WriteIntent(null, 's', 'w', 'POST', 'p', Effect.START, body, null))

        then:
        def data = WriteJournal.read(file(folder))[0].data()
        data.body == 'x' * 3_999 + '*...'
        data.sha256 == sha256(body)
    }

    def "#value is kept as #kept"() {
        when:
        journal(folder).recordIntent(BACKUP).markDone(200, [v: value])

        then:
        WriteJournal.read(file(folder))[1].data().result == [v: kept]

        where:
        value                                 || kept
        null                                  || null
        12345678901234567890                  || 12345678901234567890
        1.5                                   || 1.5
        Double.NaN                            || 'NaN'
        Instant.parse('2026-01-01T00:00:00Z') || '2026-01-01T00:00:00Z'
        'a\ud800\u202e\n日本'                  || 'a\ud800\u202e\n日本'
        [1, [x: true]] as Set                 || [1, [x: true]]
    }

    def "an interrupted thread writes all the same, and stays interrupted"() {
        given:
        def journal = journal(folder)

        when:
        Thread.currentThread().interrupt()
        journal.recordIntent(BACKUP).markDone(201, [id: 241])
        def still = Thread.interrupted()

        then:
        still
        WriteJournal.read(file(folder))*.kind() == [JournalEvent.Kind.INTENT, JournalEvent.Kind.DONE]
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
