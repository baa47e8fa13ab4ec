package dev.baksh.client.journal

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.TimeSource
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors

import static dev.baksh.client.journal.JournalFixture.BACKUP_INTENT
import static dev.baksh.client.journal.JournalFixture.journalFile
import static dev.baksh.client.journal.JournalFixture.createFilledJournal
import static dev.baksh.client.journal.JournalFixture.openJournal

class JournalFileSpec extends Specification {
    @TempDir
    Path home

    Path folder

    List<String> errors = []

    def setup() {
        folder = home.resolve('journal')
    }

    def "threads of #writers writers write one hash chain"() {
        given:
        def journals = (1..writers).collect { openJournal(folder) }
        def pool = Executors.newFixedThreadPool(4)
        def start = new CountDownLatch(1)

        when:
        def futures = (0..3).collect { n ->
            pool.submit {
                start.await()
                25.times { journals[n % writers].recordIntent(BACKUP_INTENT).markDone(201, [thread: n]) }
            }
        }
        start.countDown()
        futures*.get()

        then:
        WriteJournal.verify(journalFile(folder)).lineCount() == 200
        WriteJournal.verify(journalFile(folder)).isIntact()
        WriteJournal.findUnsettled(journalFile(folder)) == []

        cleanup:
        pool.shutdownNow()

        where:
        writers << [1, 2]
    }

    @Requires({ os.linux || os.macOs })
    def "several processes write one hash chain"() {
        given:
        def children = (1..2).collect { JournalWriterProcess.start('022', folder, 40) }

        when:
        40.times { openJournal(folder, TimeSource.SYSTEM).recordIntent(BACKUP_INTENT).markDone(201, [:]) }
        def codes = children*.waitFor()

        then:
        codes == [0, 0]
        WriteJournal.verify(journalFile(folder)).lineCount() == 240
        WriteJournal.verify(journalFile(folder)).isIntact()
        WriteJournal.read(journalFile(folder)).findAll { it.kind() == JournalEvent.Kind.INTENT }*.data()*.pid.toSet().size() == 3
    }

    def "a lock held by another process is an error after ten seconds"() {
        given:
        createFilledJournal(folder)
        def lock = folder.resolve('journal.lock')
        def lockHolder = JournalWriterProcess.holdLock(lock)
        assert lockHolder.in.newReader().readLine() == 'held'

        when:
        openJournal(folder).recordIntent(BACKUP_INTENT)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: $lock has been locked by another process for more than 10 s"
        e.hint() == "find the process with: fuser $lock"

        cleanup:
        lockHolder?.destroy()
        lockHolder?.waitFor()
    }

    def "a replaced lock file is locked again"() {
        given:
        def journal = openJournal(folder)
        journal.recordIntent(BACKUP_INTENT).markDone(201, [:])
        Files.delete(folder.resolve('journal.lock'))

        when:
        journal.recordIntent(BACKUP_INTENT).markDone(201, [:])

        then:
        Files.exists(folder.resolve('journal.lock'))
        WriteJournal.verify(journalFile(folder)).lineCount() == 4
    }

    def "a moved file is created again"() {
        given:
        def journal = openJournal(folder)
        journal.recordIntent(BACKUP_INTENT).markDone(201, [:])
        Files.move(journalFile(folder), folder.resolve('old.jsonl'))

        when:
        journal.recordIntent(BACKUP_INTENT).markDone(201, [:])

        then:
        WriteJournal.verify(journalFile(folder)).lineCount() == 2
        WriteJournal.verify(folder.resolve('old.jsonl')).lineCount() == 2
    }

    @Requires({ os.linux })
    def "without a writable disk nothing is sent: #device"() {
        given:
        def journal = journalOn(device)

        when:
        journal.recordIntent(BACKUP_INTENT)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: $why"
        e.hint() == "the journal is ${journalFile(folder)}"
        errors == []

        where:
        device      || why
        '/dev/full' || 'No space left on device'
        '/dev/null' || 'sync failed'
    }

    @Requires({ os.linux })
    def "an outcome that cannot be written is reported on standard error and in the exception: #kind"() {
        given:
        String device = null
        def journal = journalOn { device ?: it.toString() }
        def entry = journal.recordIntent(BACKUP_INTENT)

        when:
        device = '/dev/full'
        end.call(entry)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': $truth; the journal cannot be written: No space left on device"
        errors == ["not in the journal: n2ws-eu: n2ws.policies.backup 'nightly': $kind $data"]
        WriteJournal.findUnsettled(journalFile(folder))*.intent()*.seq() == [1L]

        where:
        kind       | end                                              || truth                                              | data
        'DONE'     | { it.markDone(201, [id: 241, n: 'hunter2']) }        || 'the write HAS happened'                           | '{"intent":1,"status":201,"result":{"id":241,"n":"***"}}'
        'FAILED'   | { it.markFailed(400, 'no\u001b[2J') }                || 'the request WAS sent, and refused'                | '{"intent":1,"status":400,"reason":"no\\u001B[2J"}'
        'UNKNOWN'  | { it.markUnknown('response lost') }                  || 'the request WAS sent, and its outcome is unknown' | '{"intent":1,"reason":"response lost"}'
        'NOT_SENT' | { it.markNotSent('refused') }                        || 'the request was NOT sent'                         | '{"intent":1,"reason":"refused"}'
    }

    def "a partially written line is removed"() {
        given:
        createFilledJournal(folder)
        def contentBefore = Files.readAllBytes(journalFile(folder))
        def halfWritten = { Path path ->
            new RandomAccessFile(path.toFile(), 'rw') {
                @Override
                void write(byte[] bytes) throws IOException {
                    super.write(bytes, 0, bytes.length.intdiv(2))
                    throw new IOException('No space left on device')
                }
            }
        } as JournalFile.Opener

        when:
        new WriteJournal(new JournalFile(folder, new JournalFixture.TickingTimeSource(), halfWritten), { it }, { }).recordIntent(BACKUP_INTENT)

        then:
        thrown(BakshException)
        Files.readAllBytes(journalFile(folder)) == contentBefore
    }

    def "an append reads only the end of a long journal"() {
        given:
        createFilledJournal(folder)
        long read = 0
        def counting = { Path path ->
            new RandomAccessFile(path.toFile(), 'rw') {
                @Override
                int read(byte[] bytes, int from, int length) throws IOException {
                    int bytesRead = super.read(bytes, from, length)
                    read += bytesRead
                    bytesRead
                }
            }
        } as JournalFile.Opener
        def journal = new WriteJournal(new JournalFile(folder, new JournalFixture.TickingTimeSource(), counting), { it }, { })
        200.times { journal.recordIntent(BACKUP_INTENT).markDone(201, [:]) }
        read = 0

        when:
        journal.recordIntent(BACKUP_INTENT)

        then:
        Files.size(journalFile(folder)) > 50_000
        read < 10_000
    }

    private WriteJournal journalOn(String device) {
        journalOn { device }
    }

    private WriteJournal journalOn(Closure<String> device) {
        def disk = { Path path -> new RandomAccessFile(device.call(path) as String, 'rw') } as JournalFile.Opener
        new WriteJournal(new JournalFile(folder, new JournalFixture.TickingTimeSource(), disk), { String text -> text.replace('hunter2', '***') }, { errors << it })
    }
}
