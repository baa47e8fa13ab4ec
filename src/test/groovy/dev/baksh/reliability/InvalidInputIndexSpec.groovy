package dev.baksh.reliability

import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/**
 * Index of the specs that cover the 140 bad inputs: the tables of the Invalid...Specs contain the number; other specs
 * are listed here with a part of the feature's name.
 */
class InvalidInputIndexSpec extends Specification {
    static final Path SPECS = Path.of('src/test/groovy/dev/baksh')

    static final List<String> TABLE_SPECS = ['InvalidSecret', 'TerminalInjection', 'InvalidBody', 'InvalidName', 'InvalidTokenResponse', 'InvalidPageLink', 'InvalidTiming', 'InvalidCertificate']

    static final List<List> OTHER_SPECS = [
        [20, 'the store is a link', 'client/auth/FileTokenStoreSpec', "'a symbolic link'"],
        [21, 'its folder is a link', 'client/files/PrivateFilesSpec', "'a linked folder'"],
        [22, 'the store has mode 644', 'client/auth/FileTokenStoreSpec', "'a file of mode 644'"],
        [23, 'its folder has mode 777', 'client/auth/FileTokenStoreSpec', "'a folder of mode 777'"],
        [24, 'it belongs to another user', 'client/files/PrivateFilesSpec', 'a file of another user is rejected'],
        [25, 'it is a queue', 'client/auth/FileTokenStoreSpec', "'a queue'"],
        [26, 'the journal is /dev/full', 'client/journal/JournalFileSpec', 'without a writable disk nothing is sent: #device'],
        [27, 'the folder is read-only', 'client/files/PrivateFilesSpec', 'a read-only folder is an error with its reason'],
        [28, 'the lock file is deleted while it is held', 'client/auth/FileTokenStoreSpec', 'a lock file deleted while it is held is recreated without a failure'],
        [29, 'a crash has left its file', 'client/auth/FileTokenStoreSpec', 'a partially written file of a killed process is replaced'],
        [30, 'the store holds half a JSON', 'client/auth/FileTokenStoreSpec', "'half a JSON'"],
        [31, 'the store is of a newer version', 'client/auth/FileTokenStoreSpec', "'a newer version'"],
        [32, 'the history is a link', 'shell/ShellSpec', 'a history that is a symbolic link is not touched'],
        [33, 'umask 000', 'client/files/PrivateFilesSpec', "'000'"],
        [34, 'an unknown self-signed certificate', 'cli/ErrorMessageSpec', 'an untrusted certificate'],
        [44, 'plain HTTP where TLS is due', 'cli/ErrorMessageSpec', 'a plain HTTP port with an https URL'],
        [128, 'pages in a circle, and without an end', 'client/paging/PagedRowsSpec', 'circular next links end'],
        [129, 'the name of a download', 'client/n2ws/DownloadSpec', "in a folder a file gets the server's own name, made safe: #disposition"],
        [130, 'archives: cannot apply, baksh unpacks nothing', 'client/n2ws/DownloadSpec', "in a folder a file gets the server's own name, made safe: #disposition"],
        [131, 'the target of a download is there, or a link', 'client/n2ws/DownloadSpec', 'an existing file is replaced, a link is not followed'],
        [132, 'a download that breaks off', 'client/n2ws/DownloadSpec', 'an interrupted download is retried, and no partial file is left'],
        [133, 'code in a file that is only checked', 'script/check/ScriptInspectionSpec', 'code that runs before the start of the file is rejected and not run: #text'],
        [133, '@Grab in a script', 'script/compile/ScriptCompilerSpec', 'code from other sources is rejected: #source'],
        [134, 'a runbook that others may write', 'script/session/ScriptRunnerSpec', 'a runbook that other users can write is rejected: #mode'],
        [135, 'System.exit: a script is code, so it ends the process as a kill would', 'KilledRunIT', 'each step is executed exactly once, however often the process is killed (round #round)'],
        [135, 'a loop without an end', 'cli/ExitCodeSpec', 'the deadline ends a busy loop: #loop'],
        [137, 'SIGINT', 'cli/InterruptSpec', 'an interrupted write ends before the server responds and reports its unknown outcome'],
        [137, 'SIGKILL', 'KilledRunIT', 'each step is executed exactly once, however often the process is killed (round #round)'],
        [139, 'page_size ignored', 'client/paging/PagedRowsSpec', 'a server that always returns the first page is detected'],
        [139, 'a wrong count', 'client/paging/PagedRowsSpec', 'a count that is wrong by #off is an error that shows both numbers'],
        [139, 'a page past the end', 'client/paging/PagedRowsSpec', 'a page past the end is not the end of the list'],
        [139, 'rows that go between pages', 'client/paging/PagedRowsSpec', 'rows deleted between two pages (#which) cause no missing rows'],
        [140, 'the clock is put back', 'client/auth/TokenProviderSpec', 'a wall clock that jumps by #jump'],
        [140, 'the clock is put back under a stored token', 'client/auth/FileTokenStoreSpec', 'a clock that was set back does not extend the lifetime of a stored token'],
    ]

    def "input #input, #what, is covered by #spec"() {
        expect:
        Files.readString(SPECS.resolve(spec + '.groovy')).contains(words)

        where:
        [input, what, spec, words] << OTHER_SPECS
    }

    def "each of the 140 inputs is covered"() {
        given:
        Set<Integer> coveredInputs = OTHER_SPECS*.get(0) as Set<Integer>
        coveredInputs.addAll(TerminalInjectionInputs.TEXTS*.get(0))
        TABLE_SPECS.each { String name ->
            Files.readAllLines(SPECS.resolve("reliability/${name}Spec.groovy")).each { String line ->
                String number = line.find(/^ {8}(\d{1,3}) +\|/) { it[1] } ?: line.find(/def "input (\d{1,3}),/) { it[1] }
                if (number) coveredInputs << (number as int)
            }
        }

        expect:
        (1..140).toList() - coveredInputs == []
    }
}
