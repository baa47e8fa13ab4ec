package dev.baksh.client.px.backend

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

/** Rejected token, reported in a body without status code 401: the backend's form is not public. */
class ExpiredTokenResponseSpec extends SandboxSpecification {
    static final String ENVELOPE = '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"Unauthenticated."}'
    static final String CREATE_EXPRESSION = "px.roles.create('new-one') { viewOnly 'role' }.name"

    String serverLabel

    def setup() {
        serverLabel = "px (${harness.sandbox.pxUrl().authority})"
    }

    def "a read is sent once more with a new token: #status #body"() {
        given:
        injectResponse('GET', '/roles/list', status, body)

        when:
        SandboxHarness.Result result = harness.start(['-e', 'px.roles.count()'])

        then:
        result.err == ''
        result.out == '5\n'
        requestsTo('/roles/list')*.method() == ['GET', 'GET']
        requestsTo('/token').size() == 2

        where:
        status | body
        200    | ENVELOPE
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"rpc error: code = Unauthenticated desc = token is expired"}'
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"no","code":16}'
        403    | '{"message":"Unauthenticated."}'
    }

    def "a second rejection is an error with a hint"() {
        given:
        2.times { injectResponse('GET', '/roles/list', 200, ENVELOPE) }

        expect:
        with(harness.start(['-e', 'px.roles.count()'])) {
            code == 4
            err == "baksh: $serverLabel: px.roles.list: Unauthenticated. " +
                "(GET ${harness.sandbox.pxUrl()}/backend/api/pxBackup/rbac/roles/list?page=1&per_page=100 -> 200)\n" +
                "  the server rejects a token that it has just issued; check the state of the user on the server\n  -e:1\n"
        }
        requestsTo('/token').size() == 2
    }

    def "a write is searched for and sent once more if it was not executed"() {
        given:
        injectResponse('POST', '/roles/create', 200, ENVELOPE)

        when:
        SandboxHarness.Result result = harness.start(['-e', CREATE_EXPRESSION])

        then:
        result.err == lookupNotice("px.roles.create 'new-one'") + "$serverLabel: px.roles.create 'new-one': the result was not found within 5 s: sending the write again\n"
        result.out == 'new-one\n'
        harness.writeRequests()*.method() == ['POST', 'POST']
        requestsTo('/token').size() == 2
    }

    private String lookupNotice(String call) {
        "$serverLabel: $call: the write was sent and the server responded with 200, which does not prove that nothing was done; looking for the result on the server for at most 5 s\n"
    }

    def "a write that sets a state is sent once more, and a repetition changes nothing: #expression"() {
        given:
        ['POST', 'PUT'].each { harness.sandbox.px().faults().injectNext(it, path, Fault.status(200, 'application/json', ENVELOPE).afterExecution()) }

        when:
        SandboxHarness.Result result = harness.start(['-e', expression])

        then:
        result.code == 0
        !result.err.contains('looking for the result')
        harness.writeRequests().size() == 2
        requestsTo('/token').size() == 2

        where:
        expression                                          | path
        "px.users['bob'].map('test-role').username"         | '/mapRoles/apply'
        "px.roles['test-role'].update { fullAccess 'role' }.name" | '/roles/update'
    }

    def "a write that was executed is not sent again"() {
        given:
        harness.sandbox.px().faults().injectNext('POST', '/roles/create', Fault.status(200, 'application/json', ENVELOPE).afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', CREATE_EXPRESSION])

        then:
        result.err.replaceAll(/role [0-9a-f-]{36}/, 'role ID') == lookupNotice("px.roles.create 'new-one'") + "$serverLabel: px.roles.create 'new-one': found: role ID \"new-one\"; the write was not sent again\n"
        result.out == 'new-one\n'
        harness.writeRequests().size() == 1
    }

    def "a write that cannot be verified is not sent again, and this is reported"() {
        given:
        injectResponse('POST', '/roles/create', 200, ENVELOPE)

        expect:
        with(harness.start(['-e', "px.post('/backend/api/pxBackup/rbac/roles/create', [name: 'new-one'])"])) {
            code == 75
            out == ''
            err == "baksh: $serverLabel: px.post '/backend/api/pxBackup/rbac/roles/create' was sent and the server responded with 200, which does not prove that nothing was done: " +
                'the outcome is not known; the write leaves no result to look for\n  the write was not sent again; look at the server before you repeat it\n' +
                "  $serverLabel: px.post '/backend/api/pxBackup/rbac/roles/create': Unauthenticated. (POST ${harness.sandbox.pxUrl()}/backend/api/pxBackup/rbac/roles/create -> 200)\n  -e:1\n"
        }
        harness.writeRequests().size() == 1
        requestsTo('/token').size() == 1
    }

    def "a pasted token cannot be refreshed, and the message tells the user what to do"() {
        given:
        harness.start(['-e', 'px.roles.count()'])
        String token = new ObjectMapper().readTree(home.resolve('tokens').toFile().listFiles().find { it.name.endsWith('.json') }).get('access').asText()
        Map tokenVariables = [BAKSH_PX_CLIENT_ID: '', BAKSH_PX_CLIENT_SECRET: '', BAKSH_PX_TOKEN: token]
        injectResponse(method, path, 200, ENVELOPE)

        expect:
        with(harness.start(['-e', words], tokenVariables)) {
            code == 4
            err.readLines()[1..2] == [
                "baksh: $serverLabel: the pasted token has expired or is not accepted",
                '  paste a new token into BAKSH_PX_TOKEN, or remove it and run baksh login px, ' +
                    'or set BAKSH_PX_CLIENT_ID and BAKSH_PX_CLIENT_SECRET, which refresh their tokens'
            ]
        }
        requestsTo(path)*.method().count(method) == 1 + (method == 'GET' ? 1 : 0)

        where:
        method | path            | words
        'GET'  | '/roles/list'   | 'px.roles.count()'
        'POST' | '/roles/create' | CREATE_EXPRESSION
    }

    private void injectResponse(String method, String path, int status, String body) {
        harness.sandbox.px().faults().injectNext(method, path, Fault.status(status, 'application/json', body))
    }

    private List requestsTo(String path) {
        harness.sandbox.requests().findAll { it.path().endsWith(path) }
    }
}
