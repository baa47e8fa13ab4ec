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

import static dev.baksh.client.journal.JournalFixture.BACKUP_INTENT
import static dev.baksh.client.journal.JournalFixture.journalFile
import static dev.baksh.client.journal.JournalFixture.createFilledJournal
import static dev.baksh.client.journal.JournalFixture.openJournal

@Requires({ os.linux || os.macOs })
class PrivateFilesSpec extends Specification {
    @TempDir
    Path home

    Path folder

    def setup() {
        folder = home.resolve('journal')
    }

    def "folder and files are created private to the user"() {
        when:
        createFilledJournal(folder)

        then:
        permissions(folder) == 'rwx------'
        permissions(journalFile(folder)) == 'rw-------'
        permissions(folder.resolve('journal.lock')) == 'rw-------'
    }

    def "the modes are the same under umask #umask"() {
        when:
        def child = JournalWriterProcess.start(umask, folder, 1)
        child.waitFor()

        then:
        child.exitValue() == 0
        permissions(folder) == 'rwx------'
        permissions(journalFile(folder)) == 'rw-------'
        permissions(folder.resolve('journal.lock')) == 'rw-------'

        where:
        umask << ['000', '277']
    }

    def "#what is rejected before anything is sent"() {
        given:
        damage.call(folder)

        when:
        openJournal(folder).recordIntent(BACKUP_INTENT)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: " + message.replace('FOLDER', folder.toString())
        e.hint() == hint.replace('FOLDER', folder.toString())

        where:
        what                 | damage                                                        || message                                           | hint
        'a linked folder'    | { Files.createSymbolicLink(it, createFilledJournal(it.resolveSibling('x')).parent) } || 'FOLDER is a symbolic link'               | 'put a real folder in its place'
        'a dangling folder'  | { Files.createSymbolicLink(it, Path.of('/nowhere')) }         || 'FOLDER is a symbolic link'                       | 'put a real folder in its place'
        'a file as folder'   | { Files.createFile(it) }                                      || 'FOLDER is not a folder'                          | 'move it away'
        'an open folder'     | { createFilledJournal(it); chmod(it, 'rwxr-xr-x') }                        || 'FOLDER is accessible to other users (rwxr-xr-x)'            | 'chmod 700 FOLDER'
        'a linked file'      | { createFilledJournal(it); replaceByLink(it.resolve('journal.jsonl')) }           || 'FOLDER/journal.jsonl is a symbolic link'         | 'put a real file in its place'
        'a linked lock'      | { createFilledJournal(it); replaceByLink(it.resolve('journal.lock')) }            || 'FOLDER/journal.lock is a symbolic link'          | 'put a real file in its place'
        'an open file'       | { createFilledJournal(it); chmod(it.resolve('journal.jsonl'), 'rw-r-----') } || 'FOLDER/journal.jsonl is accessible to other users (rw-r-----)' | 'chmod 600 FOLDER/journal.jsonl'
        'a folder as file'   | { createFilledJournal(it); Files.delete(journalFile(it)); Files.createDirectory(journalFile(it)) } || 'FOLDER/journal.jsonl is not a file'       | 'move it away'
    }

    def "the command in a message quotes the path"() {
        given:
        Path file = Files.createFile(folder.resolveSibling("it's a file"))
        chmod(file, 'rw-rw-r--')

        when:
        PrivateFiles.ofCurrentUser().ensureFile(file)

        then:
        BakshException e = thrown()
        e.hint() == "chmod 600 '${file.toString().replace("'", "'\\''")}'"
    }

    def "a named pipe as journal is rejected and does not block"() {
        given:
        createFilledJournal(folder)
        Files.delete(journalFile(folder))
        assert ['mkfifo', '-m', '600', journalFile(folder).toString()].execute().waitFor() == 0

        when:
        openJournal(folder).recordIntent(BACKUP_INTENT)

        then:
        BakshException e = thrown()
        e.message.endsWith("${journalFile(folder)} is not a file")
    }

    def "a file of another user is rejected"() {
        given:
        createFilledJournal(folder)

        when:
        new PrivateFiles(-1).ensureFolder(folder)

        then:
        BakshException e = thrown()
        e.message == "$folder belongs to ${Files.getOwner(folder).name}"
        e.hint() == 'move it away'
    }

    def "a folder that cannot be created is an error with its reason"() {
        given:
        def blocked = Files.createFile(home.resolve('file')).resolve('journal')

        when:
        openJournal(blocked).recordIntent(BACKUP_INTENT)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: ${blocked.parent} is not a folder"
        e.hint() == 'move it away'
    }

    @Requires({ System.getProperty('user.name') != 'root' })
    def "a read-only folder is an error with its reason"() {
        given:
        createFilledJournal(folder)
        Files.delete(journalFile(folder))
        chmod(folder, 'r-x------')

        when:
        openJournal(folder).recordIntent(BACKUP_INTENT)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "n2ws-eu: n2ws.policies.backup 'nightly': nothing was sent; the journal cannot be written: permission denied: ${journalFile(folder)}"

        cleanup:
        chmod(folder, 'rwx------')
    }

    private static String permissions(Path path) {
        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
    }

    private static void chmod(Path path, String permissions) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions))
    }

    private static void replaceByLink(Path path) {
        def movedPath = path.resolveSibling('away')
        Files.move(path, movedPath)
        Files.createSymbolicLink(path, movedPath)
    }
}
