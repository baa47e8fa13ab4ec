package dev.baksh.cli

import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** A name that calls refer to is looked up once a statement of the top level, in a script, a one-liner and at the prompt. */
class IdLookupSpec extends Specification {
    static final String THREE = "3.times { n2ws.policies.create('p' + it) { account 'main'; generations 4 } }"
    static final String ONE = "n2ws.policies.list(account: 'main').size()"

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home)
    }

    private int lookUps() {
        lab.sandbox.requests().count { it.path() == '/api/aws/accounts/' }
    }

    def "#text asks for the account #times times"() {
        when:
        SandboxHarness.Ended ended = lab.start(words + [text])

        then:
        ended.err == ''
        lookUps() == times

        where:
        words           | text                   || times
        ['--yes', '-e'] | THREE                  || 1
        ['-e']          | "$ONE; $ONE".toString()  || 2
        ['-e']          | "$ONE + $ONE".toString() || 1
        ['-e']          | "if (true) { $ONE; $ONE }".toString() || 1
    }

    def "the names of roles that users are given and lose are looked up once a statement"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-e', "3.times { px.users['bob'].map('test-role'); px.users['bob'].unmap('test-role') }; px.users['bob'].map('test-role')"])

        then:
        ended.code == 0
        lab.writes().size() == 7
        lab.sandbox.requests().count { it.path().endsWith('/roles/list') } == 2
    }

    def "a script asks once a statement, and its errors keep their lines"() {
        given:
        Path file = home.resolve('three.groovy')
        file.toFile().text = "$ONE\n// a word\nprintln $ONE + $ONE\nn2ws.policies['nigtly']\n"

        when:
        SandboxHarness.Ended ended = lab.start([file.toString()])

        then:
        lookUps() == 2
        ended.out.trim().isInteger()
        ended.err.readLines()[2] == '  three.groovy:4'
    }
}
