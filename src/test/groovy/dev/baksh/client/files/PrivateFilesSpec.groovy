package dev.baksh.client.files

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.journal.JournalWriterProcess
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

import static dev.baksh.client.journal.JournalFixture.BACKUP
import static dev.baksh.client.journal.JournalFixture.file
import static dev.baksh.client.journal.JournalFixture.filled
import static dev.baksh.client.journal.JournalFixture.journal

@Requires({ os.linux || os.macOs })
class PrivateFilesSpec extends Specification {
    @TempDir
    Path home

    Path folder

    def setup() {
        folder = home.resolve('journal')
    }

    def "folder and files are made for their user alone"() {
        when:
        filled(folder)

        then:
        mode(folder) == 'rwx------'
        mode(file(folder)) == 'rw-------'
        mode(folder.resolve('journal.lock')) == 'rw-------'
    }

    def "the modes are the same under umask #umask"() {
        when:
        def child = JournalWriterProcess.start(umask, folder, 1)
        child.waitFor()

        then:
        child.exitValue() == 0
        mode(folder) == 'rwx------'
        mode(file(folder)) == 'rw-------'
        mode(folder.resolve('journal.lock')) == 'rw-------'

        where:
        umask << ['000', '277']
    }

    def "#what is refused before anything is sent"() {
        given:
        damage.call(folder)

        when:
        journal(folder).recordIntent(BACKUP)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: " + message.replace('FOLDER', folder.toString())
        e.hint() == hint.replace('FOLDER', folder.toString())

        where:
        what                 | damage                                                        || message                                           | hint
        'a linked folder'    | { Files.createSymbolicLink(it, filled(it.resolveSibling('x')).parent) } || 'FOLDER is a symbolic link'               | 'put a real folder in its place'
        'a dangling folder'  | { Files.createSymbolicLink(it, Path.of('/nowhere')) }         || 'FOLDER is a symbolic link'                       | 'put a real folder in its place'
        'a file as folder'   | { Files.createFile(it) }                                      || 'FOLDER is not a folder'                          | 'move it away'
        'an open folder'     | { filled(it); chmod(it, 'rwxr-xr-x') }                        || 'FOLDER is open to others (rwxr-xr-x)'            | 'chmod 700 FOLDER'
        'a linked file'      | { filled(it); relink(it.resolve('journal.jsonl')) }           || 'FOLDER/journal.jsonl is a symbolic link'         | 'put a real file in its place'
        'a linked lock'      | { filled(it); relink(it.resolve('journal.lock')) }            || 'FOLDER/journal.lock is a symbolic link'          | 'put a real file in its place'
        'an open file'       | { filled(it); chmod(it.resolve('journal.jsonl'), 'rw-r-----') } || 'FOLDER/journal.jsonl is open to others (rw-r-----)' | 'chmod 600 FOLDER/journal.jsonl'
        'a folder as file'   | { filled(it); Files.delete(file(it)); Files.createDirectory(file(it)) } || 'FOLDER/journal.jsonl is not a file'       | 'move it away'
    }

    def "a queue as journal is refused and does not hang"() {
        given:
        filled(folder)
        Files.delete(file(folder))
        assert ['mkfifo', '-m', '600', file(folder).toString()].execute().waitFor() == 0

        when:
        journal(folder).recordIntent(BACKUP)

        then:
        BakshException e = thrown()
        e.message.endsWith("${file(folder)} is not a file")
    }

    def "what belongs to another user is refused"() {
        given:
        filled(folder)

        when:
        new PrivateFiles(-1).ensureFolder(folder)

        then:
        BakshException e = thrown()
        e.message == "$folder belongs to ${Files.getOwner(folder).name}"
        e.hint() == 'move it away'
    }

    def "a folder that cannot be made is an error that says why"() {
        given:
        def blocked = Files.createFile(home.resolve('file')).resolve('journal')

        when:
        journal(blocked).recordIntent(BACKUP)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: ${blocked.parent} is not a folder"
        e.hint() == 'move it away'
    }

    @Requires({ System.getProperty('user.name') != 'root' })
    def "a read-only folder is an error that says why"() {
        given:
        filled(folder)
        Files.delete(file(folder))
        chmod(folder, 'r-x------')

        when:
        journal(folder).recordIntent(BACKUP)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: permission denied: ${file(folder)}"

        cleanup:
        chmod(folder, 'rwx------')
    }

    private static String mode(Path path) {
        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
    }

    private static void chmod(Path path, String mode) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode))
    }

    private static void relink(Path path) {
        def away = path.resolveSibling('away')
        Files.move(path, away)
        Files.createSymbolicLink(path, away)
    }
}
