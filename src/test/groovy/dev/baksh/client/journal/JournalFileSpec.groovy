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

import static dev.baksh.client.journal.JournalFixture.BACKUP
import static dev.baksh.client.journal.JournalFixture.file
import static dev.baksh.client.journal.JournalFixture.filled
import static dev.baksh.client.journal.JournalFixture.journal

class JournalFileSpec extends Specification {
    @TempDir
    Path home

    Path folder

    List<String> errors = []

    def setup() {
        folder = home.resolve('journal')
    }

    def "threads of #writers writers keep one chain"() {
        given:
        def journals = (1..writers).collect { journal(folder) }
        def pool = Executors.newFixedThreadPool(4)
        def start = new CountDownLatch(1)

        when:
        def futures = (0..3).collect { n ->
            pool.submit {
                start.await()
                25.times { journals[n % writers].recordIntent(BACKUP).markDone(201, [thread: n]) }
            }
        }
        start.countDown()
        futures*.get()

        then:
        WriteJournal.verify(file(folder)).lineCount() == 200
        WriteJournal.verify(file(folder)).isIntact()
        WriteJournal.findUnsettled(file(folder)) == []

        cleanup:
        pool.shutdownNow()

        where:
        writers << [1, 2]
    }

    @Requires({ os.linux || os.macOs })
    def "processes keep one chain"() {
        given:
        def children = (1..2).collect { JournalWriterProcess.start('022', folder, 40) }

        when:
        40.times { journal(folder, TimeSource.SYSTEM).recordIntent(BACKUP).markDone(201, [:]) }
        def codes = children*.waitFor()

        then:
        codes == [0, 0]
        WriteJournal.verify(file(folder)).lineCount() == 240
        WriteJournal.verify(file(folder)).isIntact()
        WriteJournal.read(file(folder)).findAll { it.kind() == JournalEvent.Kind.INTENT }*.data()*.pid.toSet().size() == 3
    }

    def "a lock that another process keeps is an error after ten seconds"() {
        given:
        filled(folder)
        def lock = folder.resolve('journal.lock')
        def holder = JournalWriterProcess.hold(lock)
        assert holder.in.newReader().readLine() == 'held'

        when:
        journal(folder).recordIntent(BACKUP)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: $lock is held by another process for more than 10 s"
        e.hint() == "find it with: fuser $lock"

        cleanup:
        holder?.destroy()
        holder?.waitFor()
    }

    def "a lock file that was replaced is locked anew"() {
        given:
        def journal = journal(folder)
        journal.recordIntent(BACKUP).markDone(201, [:])
        Files.delete(folder.resolve('journal.lock'))

        when:
        journal.recordIntent(BACKUP).markDone(201, [:])

        then:
        Files.exists(folder.resolve('journal.lock'))
        WriteJournal.verify(file(folder)).lineCount() == 4
    }

    def "a file that was moved away is begun anew"() {
        given:
        def journal = journal(folder)
        journal.recordIntent(BACKUP).markDone(201, [:])
        Files.move(file(folder), folder.resolve('old.jsonl'))

        when:
        journal.recordIntent(BACKUP).markDone(201, [:])

        then:
        WriteJournal.verify(file(folder)).lineCount() == 2
        WriteJournal.verify(folder.resolve('old.jsonl')).lineCount() == 2
    }

    @Requires({ os.linux })
    def "without a disk that keeps it, nothing is sent: #device"() {
        given:
        def journal = on(device)

        when:
        journal.recordIntent(BACKUP)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: $why"
        e.hint() == "the journal is ${file(folder)}"
        errors == []

        where:
        device      || why
        '/dev/full' || 'No space left on device'
        '/dev/null' || 'sync failed'
    }

    @Requires({ os.linux })
    def "an outcome that cannot be written is told on standard error and in the error: #kind"() {
        given:
        String device = null
        def journal = on { device ?: it.toString() }
        def entry = journal.recordIntent(BACKUP)

        when:
        device = '/dev/full'
        end.call(entry)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': $truth; the journal cannot be written: No space left on device"
        errors == ["not in the journal: n2ws-eu: n2ws.policies.backup 'nightly': $kind $data"]
        WriteJournal.findUnsettled(file(folder))*.intent()*.seq() == [1L]

        where:
        kind       | end                                              || truth                                              | data
        'DONE'     | { it.markDone(201, [id: 241, n: 'hunter2']) }        || 'the write HAS happened'                           | '{"intent":1,"status":201,"result":{"id":241,"n":"***"}}'
        'FAILED'   | { it.markFailed(400, 'no\u001b[2J') }                || 'the request WAS sent, and refused'                | '{"intent":1,"status":400,"reason":"no\\u001B[2J"}'
        'UNKNOWN'  | { it.markUnknown('answer lost') }                    || 'the request WAS sent, and its outcome is unknown' | '{"intent":1,"reason":"answer lost"}'
        'NOT_SENT' | { it.markNotSent('refused') }                        || 'the request was NOT sent'                         | '{"intent":1,"reason":"refused"}'
    }

    def "a line that the disk took half of is taken back"() {
        given:
        filled(folder)
        def before = Files.readAllBytes(file(folder))
        def half = { Path path ->
            new RandomAccessFile(path.toFile(), 'rw') {
                @Override
                void write(byte[] bytes) throws IOException {
                    super.write(bytes, 0, bytes.length.intdiv(2))
                    throw new IOException('No space left on device')
                }
            }
        } as JournalOpener

        when:
        new WriteJournal(new JournalFile(folder, new JournalFixture.Ticks(), null, half), { it }, { }).recordIntent(BACKUP)

        then:
        thrown(BakshException)
        Files.readAllBytes(file(folder)) == before
    }

    def "an append reads the end of a long journal only"() {
        given:
        filled(folder)
        long read = 0
        def counting = { Path path ->
            new RandomAccessFile(path.toFile(), 'rw') {
                @Override
                int read(byte[] bytes, int from, int length) throws IOException {
                    int got = super.read(bytes, from, length)
                    read += got
                    got
                }
            }
        } as JournalOpener
        def journal = new WriteJournal(new JournalFile(folder, new JournalFixture.Ticks(), null, counting), { it }, { })
        200.times { journal.recordIntent(BACKUP).markDone(201, [:]) }
        read = 0

        when:
        journal.recordIntent(BACKUP)

        then:
        Files.size(file(folder)) > 50_000
        read < 10_000
    }

    private WriteJournal on(String device) {
        on { device }
    }

    private WriteJournal on(Closure<String> device) {
        def disk = { Path path -> new RandomAccessFile(device.call(path) as String, 'rw') } as JournalOpener
        new WriteJournal(new JournalFile(folder, new JournalFixture.Ticks(), null, disk), { String text -> text.replace('hunter2', '***') }, { errors << it })
    }
}
