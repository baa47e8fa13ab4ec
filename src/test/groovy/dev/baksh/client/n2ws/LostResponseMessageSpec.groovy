package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

/** Messages and output of the command line after a lost response of a write. */
class LostResponseMessageSpec extends SandboxSpecification {
    def "#expression prints the same result as with a response, and reports the search on standard error"() {
        given:
        SandboxHarness.Result normalResult = new SandboxHarness(home.resolve('usual')).with { otherHarness ->
            SandboxHarness.Result result = otherHarness.start(['--yes', '-o', 'json', '-e', expression])
            otherHarness.close()
            result
        }
        harness.sandbox.n2ws().faults().injectNext(method, path, Fault.drop().afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-o', 'json', '-e', expression])

        then:
        normalResult.code == 0
        normalResult.err == ''
        result.code == 0
        maskTimes(result.out) == maskTimes(normalResult.out)
        result.err == """\
            n2ws (${harness.sandbox.n2wsUrl().authority}): $what: the write was sent and the response was lost; looking for the result on the server for at most 180 s
            n2ws (${harness.sandbox.n2wsUrl().authority}): $what: found: $found; the write was not sent again
            """.stripIndent()
        harness.writeRequests().size() == 1

        where:
        method   | path        | expression                                                     || what                            | found
        'DELETE' | '/policies' | "n2ws.policies['adhoc'].delete()"                              || "n2ws.policies.delete 'adhoc'"  | 'the object is deleted'
        'PUT'    | '/policies' | "n2ws.policies['adhoc'].update { generations 7 }.generations"  || "n2ws.policies.update 'adhoc'"  | /policy 11 "adhoc" has the values that were sent/
        'POST'   | '/policies' | "n2ws.policies.create('new') { account 'main' }.name"          || "n2ws.policies.create 'new'"    | /policy 16 "new"/
        'POST'   | '/backups'  | "n2ws.policies['adhoc'].backup().policy"                       || "n2ws.policies.backup 'adhoc'"  | /backup 284 "adhoc", started at 2026-03-04T05:06:07Z/
    }

    /** Masks the time of a change, which the sandbox stores. */
    private static String maskTimes(String text) {
        text.replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/, 'TIME')
    }
}
