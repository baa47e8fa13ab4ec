package dev.baksh.client.journal

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class FallbackLogSpec extends Specification {
    @TempDir
    Path folder

    final List<String> errors = []

    def "lines are written to standard error and to one file that only its owner can read"() {
        given:
        def fallbackLog = new FallbackLog(folder, new JournalFixture.TickingTimeSource(), { errors << it })

        when:
        fallbackLog.accept('not in the journal: a')
        fallbackLog.accept('not in the journal: b')
        Path file = Files.list(folder).withCloseable { it.toList() }[0]

        then:
        Files.list(folder).withCloseable { it.count() } == 1
        Files.readString(file) == '2026-11-21T09:51:10Z not in the journal: a\n2026-11-21T09:51:11Z not in the journal: b\n'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'
        errors == ['not in the journal: a', "the line is also in $file", 'not in the journal: b', "the line is also in $file"]*.toString()
    }

    def "no file is created before the first line"() {
        when:
        new FallbackLog(folder, new JournalFixture.TickingTimeSource(), { errors << it })

        then:
        Files.list(folder).withCloseable { it.count() } == 0
    }

    def "a file that cannot be created is reported, and an interrupted thread stays interrupted"() {
        given:
        Path none = folder.resolve('none')
        Thread.currentThread().interrupt()

        when:
        new FallbackLog(none, new JournalFixture.TickingTimeSource(), { errors << it }).accept('not in the journal: a')
        boolean interrupted = Thread.interrupted()

        then:
        errors[0] == 'not in the journal: a'
        errors[1].startsWith("the line could not be copied to $none: NoSuchFileException: ")
        interrupted
    }
}
