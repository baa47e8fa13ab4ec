package dev.baksh.spec

import dev.baksh.cli.BakshRunner
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** As a user would write it. */
class RunbookSpecSpec extends Specification implements RunbookSpec {
    @TempDir
    Path folder

    String file

    def setup() {
        file = folder.resolve('book.groovy')
        Files.writeString(Path.of(file), '''\
            title 'Small'
            params { string 'policy', default: 'nightly' }
            def made = step('create') { n2ws.policies.create('small') { account 'main' } }
            println "$made.name beside ${n2ws.policies[params.policy].name}"
            '''.stripIndent())
    }

    def "a runbook runs against a recording"() {
        given:
        String tape = folder.resolve('tape')
        BakshRunner.start(['--sandbox', '--record', tape, 'run', file], [BAKSH_HOME: folder.resolve('home').toString()])

        expect:
        replay(tape, file).out() == 'small beside nightly\n'
        replay(tape, file, '--policy', 'linux_db').exit() == 1
    }

    def "a runbook runs against the sandbox, and is checked"() {
        expect:
        sandbox(folder.resolve('home'), file, '--policy', 'linux_db').out() == 'small beside linux_db\n'
        check(file).exit() == 0
    }
}
