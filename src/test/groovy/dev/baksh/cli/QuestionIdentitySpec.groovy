package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** The rule: every question before a write identifies the object, and the result says what was done. */
class QuestionIdentitySpec extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
    }

    private String labels(String text) {
        text.replace("n2ws (${sandbox.n2wsUrl().authority})", 'N2WS').replace("px (${sandbox.pxUrl().authority})", 'PX')
    }

    def "a delete names id, owner and server, and says what was done: #expression"() {
        given:
        baksh.useTerminal('yes\n')

        when:
        CommandResult result = baksh.runExpression(expression)

        then:
        labels(result.err()) ==~ said
        result.out() == ''
        result.code() == 0

        where:
        expression                              || said
        "n2ws.policies['adhoc'].delete()"       || /n2ws\.policies\.delete 'adhoc' \(id \d+, owner root\) on N2WS\? \[y\/N\] deleted policy 'adhoc' \(id \d+, owner root\) on N2WS\n/
        "n2ws.policies.find { it.name == 'adhoc' }.delete()" || /n2ws\.policies\.delete 'adhoc' \(id \d+, owner root\) on N2WS\? \[y\/N\] deleted policy 'adhoc' \(id \d+, owner root\) on N2WS\n/
        "px.roles['test-role'].delete()"        || /px\.roles\.delete 'test-role' \(role_id [0-9a-f-]+, owner .+\) on PX: takes away the role from the user 'alice'\? \[y\/N\] deleted role 'test-role' \(role_id [0-9a-f-]+, owner .+\) on PX\n/
    }

    def "other confirmed writes are named too: #expression"() {
        given:
        baksh.useTerminal('yes\n')

        when:
        CommandResult result = baksh.runExpression("$expression; null")

        then:
        labels(result.err()) ==~ said
        result.code() == 0

        where:
        expression                               || said
        "px.users['alice'].unmap('test-role')"   || /(?s)px\.users\.unmap 'alice' from 'test-role' \(id [0-9a-f-]+\) on PX\? \[y\/N\] .*done: px\.users\.unmap 'alice' from 'test-role' \(id [0-9a-f-]+\) on PX\n.*/
        "px.roles['test-role'].update { allow 'role', apis: ['inspect*'] }" || /(?s)px\.roles\.update 'test-role' \(role_id [0-9a-f-]+, owner .+\) on PX: takes away role: .* from the user 'alice'\? \[y\/N\] .*done: px\.roles\.update 'test-role' \(role_id .*/
    }

    def "without a terminal the result has no line, and --yes asks nothing"() {
        expect:
        baksh.runExpression("n2ws.policies['adhoc'].delete()", '--yes') == new CommandResult(0, '', '')
    }

    def "with --yes on a terminal the result says what was done"() {
        given:
        baksh.useTerminal('')

        expect:
        labels(baksh.runExpression("n2ws.policies['adhoc'].delete()", '--yes').err()) ==~ /deleted policy 'adhoc' \(id \d+, owner root\) on N2WS\n/
    }
}
