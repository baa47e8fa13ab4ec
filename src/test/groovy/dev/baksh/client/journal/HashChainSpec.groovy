package dev.baksh.client.journal

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.client.journal.JournalFixture.BACKUP_INTENT
import static dev.baksh.client.journal.JournalFixture.journalFile
import static dev.baksh.client.journal.JournalFixture.createFilledJournal
import static dev.baksh.client.journal.JournalFixture.openJournal

class HashChainSpec extends Specification {
    @TempDir
    Path home

    Path file

    def setup() {
        file = createFilledJournal(home.resolve('journal'))
    }

    def "an intact journal is reported with the hash of its last line"() {
        expect:
        WriteJournal.verify(file) == new ChainVerification(6, JournalLineCodec.hash(Files.readAllLines(file)[5].bytes), 0, null)
        WriteJournal.verify(file).isIntact()
    }

    def "any changed byte on line #line is detected on this line"() {
        given:
        def originalBytes = Files.readAllBytes(file)
        def lines = Files.readAllLines(file)
        int start = lines.take(line - 1).sum(0) { it.length() + 1 }
        int length = lines[line - 1].length()

        expect:
        (start..<start + length).every { position ->
            def changed = Arrays.copyOf(originalBytes, originalBytes.length)
            changed[position] = (byte) (changed[position] ^ 1)
            Files.write(file, changed)
            def verification = WriteJournal.verify(file)
            !verification.isIntact() && verification.lineCount() == line - 1 && verification.error().startsWith("journal $file, line $line: ")
        }

        where:
        line << (1..6)
    }

    def "a line changed together with its checksum is detected on the next line"() {
        given:
        def lines = Files.readAllLines(file)
        def unclosedLine = lines[2].substring(0, lines[2].indexOf(',"crc":')).replace('nightly', 'NIGHTLY')
        def crc = new java.util.zip.CRC32C()
        crc.update(unclosedLine.bytes)
        lines[2] = unclosedLine + String.format(',"crc":"%08x"}', crc.value)
        Files.write(file, lines)

        expect:
        WriteJournal.verify(file).error() == "journal $file, line 4: it does not follow the line before: a line was changed, added or removed"
    }

    def "#what is detected on line #line"() {
        given:
        Files.write(file, change.call(Files.readAllLines(file)))

        expect:
        WriteJournal.verify(file).error() == "journal $file, line $line: $fault"

        where:
        what                   | change                                      || line | fault
        'a line taken away'    | { it[0, 1, 3, 4, 5] }                       || 3    | 'it does not follow the line before: a line was changed, added or removed'
        'the first taken away' | { it[1..5] }                                || 1    | 'it does not follow the line before: a line was changed, added or removed'
        'two lines exchanged'  | { it[0, 2, 1, 3, 4, 5] }                    || 2    | 'it does not follow the line before: a line was changed, added or removed'
        'a line twice'         | { it[0, 1, 1, 2] }                          || 3    | 'it does not follow the line before: a line was changed, added or removed'
        'an empty line'        | { it[0..2] + [''] + it[3..5] }              || 4    | 'it is not a journal line'
        'other text'           | { it + ['hello'] }                          || 7    | 'it is not a journal line'
        'an unknown event'     | { [withChecksum('{"seq":1,"time":"2026-11-21T09:51:10Z","event":"X","data":{},"prev":"' + '0' * 16 + '"')] } || 1 | 'its event is unknown to this version'
        'a time that is none'  | { [withChecksum('{"seq":1,"time":"noon","event":"DONE","data":{},"prev":"' + '0' * 16 + '"')] } || 1 | 'its time is not valid'
        'a line without data'  | { [withChecksum('{"seq":1,"time":"2026-11-21T09:51:10Z","event":"DONE","prev":"' + '0' * 16 + '"')] } || 1 | 'it has no data'
        'a wrong number'       | { [withChecksum('{"seq":2,"time":"2026-11-21T09:51:10Z","event":"DONE","data":{},"prev":"' + '0' * 16 + '"')] } || 1 | 'its number is 2, expected 1'
        'no JSON'              | { [withChecksum('{"seq":')] }                     || 1    | 'it is not JSON'
    }

    def "a damaged journal is not read"() {
        given:
        Files.write(file, Files.readAllLines(file)[1..5])

        when:
        WriteJournal.read(file)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "journal $file, line 1: it does not follow the line before: a line was changed, added or removed"
        e.hint() == 'baksh journal verify'
    }

    def "a last line truncated at any byte is dropped, and the next write continues after the previous line"() {
        given:
        def originalBytes = Files.readAllBytes(file)
        int start = originalBytes.length - Files.readAllLines(file)[5].length() - 1

        expect:
        (start..<originalBytes.length).every { length ->
            Files.write(file, Arrays.copyOf(originalBytes, length))
            def verification = WriteJournal.verify(file)
            def read = WriteJournal.read(file)
            openJournal(home.resolve('journal')).recordIntent(BACKUP_INTENT)
            verification.lineCount() == 5 && verification.tornBytes() == length - start && verification.isIntact() && read.size() == 5 && WriteJournal.read(file).last().seq() == 6 && WriteJournal.verify(file).lineCount() == 6
        }
    }

    def "a truncated only line is dropped as well"() {
        given:
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length))

        when:
        openJournal(home.resolve('journal')).recordIntent(BACKUP_INTENT)

        then:
        WriteJournal.read(file)*.seq() == [1L]
        WriteJournal.verify(file).isIntact()

        where:
        length << [0, 1, 50]
    }

    def "nothing is written after a damaged last line"() {
        given:
        Files.writeString(file, Files.readString(file) + 'hello\n')

        when:
        openJournal(home.resolve('journal')).recordIntent(BACKUP_INTENT)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: journal $file, last line: it is not a journal line"
        e.hint() == 'see: baksh journal verify; move the file away to begin a new journal'
        Files.readString(file).endsWith('}\nhello\n')
    }

    def "a last line longer than a block is read completely"() {
        given:
        def journal = openJournal(home.resolve('journal'))

        when:
        journal.recordIntent(BACKUP_INTENT).markDone(201, [ids: ['x' * size]])
        journal.recordIntent(BACKUP_INTENT)

        then:
        WriteJournal.read(file).last().seq() == 9
        WriteJournal.verify(file).lineCount() == 9

        where:
        size << [3_800, 3_900, 4_096, 8_192, 100_000]
    }

    private static String withChecksum(String unclosedLine) {
        def crc = new java.util.zip.CRC32C()
        crc.update(unclosedLine.bytes)
        unclosedLine + String.format(',"crc":"%08x"}', crc.value)
    }

    def "a journal that cannot be read is an error with its cause"() {
        given:
        Files.delete(file)
        Files.createSymbolicLink(file, file)

        when:
        WriteJournal.read(file)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message.startsWith("journal $file cannot be read: $file: Too many levels of symbolic links")
        e.hint() == null
    }

    def "a journal that is not a regular file is refused"() {
        given:
        Files.delete(file)
        Files.createDirectory(file)

        when:
        WriteJournal.read(file)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "journal $file is not a regular file"
        e.hint() == 'move it away'
    }
}
