package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** A write whose answer is lost, at the command line: what is said, and what is printed. */
class LostResponseMessageSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home)
    }

    def "#expression prints what it prints with an answer, and says on standard error what was looked for and found"() {
        given:
        SandboxHarness.Ended usual = new SandboxHarness(home.resolve('usual')).with { other ->
            SandboxHarness.Ended ended = other.start(['--yes', '-o', 'json', '-e', expression])
            other.close()
            ended
        }
        lab.sandbox.n2ws().faults().injectNext(method, path, Fault.drop().afterExecution())

        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-o', 'json', '-e', expression])

        then:
        usual.code == 0
        usual.err == ''
        ended.code == 0
        undated(ended.out) == undated(usual.out)
        ended.err == """\
            n2ws (${lab.sandbox.n2wsUrl().authority}): $what: it was sent and its answer was lost; looking on the server for what came of it, for 180 s at most
            n2ws (${lab.sandbox.n2wsUrl().authority}): $what: found: $found; it was not sent again
            """.stripIndent()
        lab.writes().size() == 1

        where:
        method   | path        | expression                                                     || what                            | found
        'DELETE' | '/policies' | "n2ws.policies['adhoc'].delete()"                              || "n2ws.policies.delete 'adhoc'"  | 'it is gone'
        'PUT'    | '/policies' | "n2ws.policies['adhoc'].update { generations 7 }.generations"  || "n2ws.policies.update 'adhoc'"  | /policy 11 "adhoc" reads as it was sent/
        'POST'   | '/policies' | "n2ws.policies.create('new') { account 'main' }.name"          || "n2ws.policies.create 'new'"    | /policy 16 "new"/
        'POST'   | '/backups'  | "n2ws.policies['adhoc'].backup().policy"                       || "n2ws.policies.backup 'adhoc'"  | /backup 284 "adhoc", started at 2026-03-04T05:06:07Z/
    }

    /** The sandbox keeps the moment of a change. */
    private static String undated(String text) {
        text.replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/, 'TIME')
    }
}
