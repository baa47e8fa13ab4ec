package dev.baksh.cli.console

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure

/** Spec of the commands in messages, which users can type as they are. */
@Timeout(300)
class CommandFormSpec extends Specification {
    @TempDir
    Path home

    CommandRunner runner
    Path book

    def setup() {
        runner = new CommandRunner(home)
        book = runner.writeFile('stop.groovy', "step('one') { 1 }\nfail 'not yet'\n")
    }

    def "messages repeat --sandbox"() {
        given:
        CommandResult run = runner.start('--sandbox', 'run', book.toString())

        expect:
        run.err().readLines().last() ==~ /  to resume: baksh --sandbox resume \S+/
        runner.start('--sandbox', 'runs', 'last').err() =~ /(?m)^to resume: baksh --sandbox resume \S+$/
        runner.start('--sandbox', 'run', book.toString(), '--dry-run') == failure(2,
            "baksh: --dry-run after $book is an option of baksh, which has no effect there; nothing was run",
            "  for baksh: baksh --sandbox --dry-run run $book; for the script: baksh --sandbox run $book -- --dry-run")
        runner.start('runs', 'last').err() =~ /(?m)^to resume: baksh resume \S+$/
    }

    def "messages in the shell use its commands"() {
        given:
        runner.input = ":run $book\n:runs last\n:report none\n"
        String err = runner.start('--sandbox').err()

        expect:
        err =~ /(?m)^  to resume: :resume \S+$/
        err =~ /(?m)^to resume: :resume \S+$/
        !err.contains('baksh --sandbox')
        !(err =~ /baksh (resume|runs|report|undo|journal)/)
        err.contains(':runs lists the runs, newest first')
    }

    def "a message of a script is translated only at a command: #text"() {
        given:
        runner.input = "fail '$text'\n"

        expect:
        runner.start('--sandbox') == failure(1, "baksh: $shown")

        where:
        text                             || shown
        'see baksh resume last'          || 'see :resume last'
        'baksh help table'               || 'help table'
        'baksh --dry-run run x.groovy'   || ':run --dry-run x.groovy'
        'in another terminal: baksh run x' || 'in another terminal: baksh run x'
        'the baksh running here'         || 'the baksh running here'
        '/opt/baksh run'                 || '/opt/baksh run'
    }
}
