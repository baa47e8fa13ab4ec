package dev.baksh.client

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.client.protocol.SuccessFlag
import dev.baksh.sandbox.server.Fault

/** The rule: a success flag that is neither true nor false proves nothing, so the result of the write is looked up. */
class SuccessFlagSpec extends SandboxSpecification {
    static final List<String> UNCLEAR = ['"OK"', '"success"', '"Role created"', '"yes"', '200', '2', '1.5', 'null', '{}', '[]', '""']
    static final List<String> TRUE = ['true', '"true"', '"TRUE"', '1', '"1"', '" true "']
    static final List<String> FALSE = ['false', '"false"', '"False"', '0', '"0"']
    static final String CREATE = "px.roles.create('new-role') { viewOnly 'role' }.name"

    private void respond(String body, boolean acted) {
        Fault fault = Fault.status(200, 'application/json', body)
        [harness.sandbox.n2ws(), harness.sandbox.px()].each { server ->
            ['POST', 'DELETE'].each { method -> ['/api/aws', '/rbac/'].each { server.faults().injectNext(method, it, acted ? fault.afterExecution() : fault) } }
        }
    }

    def "a create with the response #body is looked up and found"() {
        given:
        respond(body, true)
        String prefix = "px (${harness.sandbox.pxUrl().authority}): px.roles.create 'new-role'"

        when:
        SandboxHarness.Result result = harness.start(['-e', CREATE])
        List<String> lines = result.err.readLines()

        then:
        result.code == 0
        result.out == 'new-role\n'
        lines[0] == "$prefix: the write was sent and the response reports neither success nor failure; looking for the result on the server for at most 60 s"
        lines[1].startsWith("$prefix: found: role ")
        lines[1].endsWith(' "new-role"; the write was not sent again')
        lines.size() == 2
        harness.writeRequests().size() == 1

        where:
        body << UNCLEAR.collect { "{\"SUCCESS\":$it,\"SUCCESSMESSAGE\":\"Role created, permission set\"}" } +
            UNCLEAR.collect { "{\"success\":$it,\"message\":\"\"}" } +
            ["{\"DATA\":\"${'x' * 5000}\",\"SUCCESS\": \"OK\"}"]
    }

    def "a create with the response #body is a success, or the failure that the server states"() {
        given:
        respond(body, acted)

        expect:
        with(harness.start(['-e', CREATE])) {
            [code, out] == (acted ? [0, 'new-role\n'] : [1, ''])
            String subject = "px (${harness.sandbox.pxUrl().authority}): px.roles.create 'new-role': "
            err == (acted ? '' : subject + 'the write was sent and the server responded with 200, which does not prove that nothing was done; looking for the result on the server for at most 5 s\n' +
                "baksh: ${subject}quota exceeded (POST ${harness.sandbox.pxUrl()}/backend/api/pxBackup/rbac/roles/create -> 200)\n  -e:1\n")
        }

        where:
        [value, acted] << TRUE.collect { [it, true] } + FALSE.collect { [it, false] }
        body = "{\"SUCCESS\":$value,\"MESSAGE\":\"quota exceeded\"}"
    }

    def "a write without a lookup has an unknown outcome after the response #body"() {
        given:
        respond(body, false)
        String server = kind == 'px' ? "px (${harness.sandbox.pxUrl().authority})" : "n2ws (${harness.sandbox.n2wsUrl().authority})"

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        result.out == ''
        result.code == 75
        result.err.startsWith("baksh: $server: $call was sent and the response reports neither success nor failure: the outcome is not known; the write leaves no result to look for\n" +
            '  the write was not sent again; look at the server before you repeat it\n' +
            "  $server: $call: the success flag is neither true nor false${message ? ": $message" : ''} (")

        where:
        [[kind, expression, call], [body, message]] << [
            [['px', "px.delete('/backend/api/pxBackup/rbac/things/1')", "px.delete '/backend/api/pxBackup/rbac/things/1'"],
             ['n2ws', "n2ws.post('aws/policies/11/backups/')", "n2ws.post 'aws/policies/11/backups/'"]],
            [['{"SUCCESS":"OK","MESSAGE":"no permission is needed"}', 'no permission is needed'], ['{"SUCCESS":null}', null],
             ['{"MESSAGE":"a text of more than forty characters before the flag","SUCCESS":202}', 'a text of more than forty characters before the flag']]].combinations()
    }

    def "the flag in #body is found in a long body: #isFound"() {
        expect:
        SuccessFlag.mayReportFailure(body) == isFound

        where:
        [body, isFound] << TRUE.findAll { !it.contains(' ') }.collectMany { [["{\"a\":1,\"SUCCESS\":$it}", false], ["{\"success\" :   $it , \"b\":2}", false]] } +
            (FALSE + UNCLEAR).collectMany { [["{\"a\":1,\"SUCCESS\":$it}", true], ["{\"Success\" :   $it , \"b\":2}", true]] }
    }
}
