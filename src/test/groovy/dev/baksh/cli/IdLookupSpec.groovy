package dev.baksh.cli

import java.nio.file.Path

/** A name that calls refer to is looked up once a statement of the top level, in a script, a one-liner and at the prompt. */
class IdLookupSpec extends SandboxSpecification {
    static final String THREE_CREATES = "3.times { n2ws.policies.create('p' + it) { account 'main'; generations 4 } }"
    static final String ONE_LIST = "n2ws.policies.list(account: 'main').size()"

    private int countLookups() {
        harness.sandbox.requests().count { it.path() == '/api/aws/accounts/' }
    }

    def "#text looks up the account #times times"() {
        when:
        SandboxHarness.Result result = harness.start(words + [text])

        then:
        result.err == ''
        countLookups() == times

        where:
        words           | text                   || times
        ['--yes', '-e'] | THREE_CREATES                  || 1
        ['-e']          | "$ONE_LIST; $ONE_LIST".toString()  || 2
        ['-e']          | "$ONE_LIST + $ONE_LIST".toString() || 1
        ['-e']          | "if (true) { $ONE_LIST; $ONE_LIST }".toString() || 1
    }

    def "role names in user mappings are looked up once per statement"() {
        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', "3.times { px.users['bob'].map('test-role'); px.users['bob'].unmap('test-role') }; px.users['bob'].map('test-role')"])

        then:
        result.code == 0
        harness.writeRequests().size() == 7
        harness.sandbox.requests().count { it.path().endsWith('/roles/list') } == 2
    }

    def "a script looks up a name once per statement, and its errors keep their lines"() {
        given:
        Path file = home.resolve('three.groovy')
        file.toFile().text = "$ONE_LIST\n// a word\nprintln $ONE_LIST + $ONE_LIST\nn2ws.policies['nigtly']\n"

        when:
        SandboxHarness.Result result = harness.start([file.toString()])

        then:
        countLookups() == 2
        result.out.trim().isInteger()
        result.err.readLines()[2] == '  three.groovy:4'
    }
}
