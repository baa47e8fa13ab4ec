package dev.baksh.proof

import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/**
 * Where each of the 140 bad inputs is proven: in the tables of the Bad...Specs, by its number, or in a spec of the part
 * that it is about, which is named here with words of it.
 */
class BadInputsSpec extends Specification {
    static final Path SPECS = Path.of('src/test/groovy/dev/baksh')

    static final List<String> TABLES = ['Secrets', 'Terminal', 'Bodies', 'Names', 'Grants', 'Links', 'Moments', 'Certificates']

    static final List<List> ELSEWHERE = [
        [20, 'the store is a link', 'exchange/TokenFileSpec', "'a symbolic link'"],
        [21, 'its folder is a link', 'custody/CustodySpec', "'a linked folder'"],
        [22, 'the store has mode 644', 'exchange/TokenFileSpec', "'a file of mode 644'"],
        [23, 'its folder has mode 777', 'exchange/TokenFileSpec', "'a folder of mode 777'"],
        [24, 'it belongs to another user', 'custody/CustodySpec', 'what belongs to another user is refused'],
        [25, 'it is a queue', 'exchange/TokenFileSpec', "'a queue'"],
        [26, 'the journal is /dev/full', 'journal/JournalFileSpec', 'without a disk that keeps it, nothing is sent'],
        [27, 'the folder is read-only', 'custody/CustodySpec', 'a read-only folder is an error that says why'],
        [28, 'the lock file is deleted while it is held', 'exchange/TokenFileSpec', 'a lock file that is deleted while it is held'],
        [29, 'a crash has left its file', 'exchange/TokenFileSpec', 'what a killed process left half-written is replaced'],
        [30, 'the store holds half a JSON', 'exchange/TokenFileSpec', "'half a JSON'"],
        [31, 'the store is of a newer version', 'exchange/TokenFileSpec', "'a newer version'"],
        [32, 'the history is a link', 'shell/ShellSpec', 'a history that is a symbolic link is not touched'],
        [33, 'umask 000', 'custody/CustodySpec', "'000'"],
        [34, 'an unknown self-signed certificate', 'cli/ErrorsSpec', 'a certificate that nobody has vouched for'],
        [44, 'plain HTTP where TLS is due', 'cli/ErrorsSpec', 'a port that speaks plain HTTP, asked with https'],
        [128, 'pages in a circle, and without an end', 'exchange/PagedRowsSpec', 'pages that go round in a circle end'],
        [129, 'the name of a download', 'n2ws/DownloadSpec', "a file gets the server's own name, made harmless"],
        [130, 'archives: cannot apply, baksh unpacks nothing', 'n2ws/DownloadSpec', "the server's own name, made harmless"],
        [131, 'the target of a download is there, or a link', 'n2ws/DownloadSpec', 'an older file is replaced, a link is not followed'],
        [132, 'a download that breaks off', 'n2ws/DownloadSpec', 'a file that breaks off is asked for again, and never half there'],
        [133, 'code in a file that is only checked', 'script/InspectionSpec', 'what would run before anybody starts the file is refused, and not run'],
        [133, '@Grab in a script', 'script/CompilerSpec', 'code from elsewhere is refused'],
        [134, 'a runbook that others may write', 'script/ScriptsSpec', 'a runbook that others may write is refused'],
        [135, 'System.exit: a script is code, so it ends the process as a kill would', 'KilledRunIT', 'each step is done exactly once, however often the process is killed'],
        [135, 'a loop without an end', 'cli/EndsSpec', 'the deadline ends a script that waits for nothing'],
        [137, 'SIGINT', 'cli/InterruptSpec', 'a write ends while the server is still silent, and it is said that its outcome is not known'],
        [137, 'SIGKILL', 'KilledRunIT', 'each step is done exactly once, however often the process is killed'],
        [139, 'page_size ignored', 'exchange/PagedRowsSpec', 'a server that ignores the page and gives the first one for ever is found out'],
        [139, 'a wrong count', 'exchange/PagedRowsSpec', 'a count that is wrong by #off is an error that says both numbers'],
        [139, 'a page past the end', 'exchange/PagedRowsSpec', 'a page past the end is no end of the list'],
        [139, 'rows that go between pages', 'exchange/PagedRowsSpec', 'rows that vanish between two pages'],
        [140, 'the clock is put back', 'exchange/TokensSpec', 'a wall clock that jumps by #jump'],
        [140, 'the clock is put back under a stored token', 'exchange/TokenFileSpec', 'a clock that was put back does not make a stored token live longer'],
    ]

    def "input #input, #what, is proven by #spec"() {
        expect:
        Files.readString(SPECS.resolve(spec + '.groovy')).contains(words)

        where:
        [input, what, spec, words] << ELSEWHERE
    }

    def "each of the 140 has its place"() {
        given:
        Set<Integer> placed = ELSEWHERE*.get(0) as Set<Integer>
        placed.addAll(Hostile.TEXTS*.get(0))
        TABLES.each { String name ->
            Files.readAllLines(SPECS.resolve("proof/Bad${name}Spec.groovy")).each { String line ->
                String number = line.find(/^ {8}(\d{1,3}) +\|/) { it[1] } ?: line.find(/def "input (\d{1,3}),/) { it[1] }
                if (number) placed << (number as int)
            }
        }

        expect:
        (1..140).toList() - placed == []
    }
}
