package dev.baksh.client.px.backend

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** A token that is not taken, told in a body and not by 401: the backend's own form of it is not public. */
class RejectedTokenBodySpec extends Specification {
    static final String ENVELOPE = '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"Unauthenticated."}'
    static final String CREATE = "px.roles.create('new-one') { viewOnly 'role' }.name"

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    String px

    def setup() {
        lab = new SandboxHarness(home)
        px = "px (${lab.sandbox.pxUrl().authority})"
    }

    def "a read is sent once more with a renewed token: #status #body"() {
        given:
        refuse('GET', '/roles/list', status, body)

        when:
        SandboxHarness.Ended ended = lab.start(['-e', 'px.roles.count()'])

        then:
        ended.err == ''
        ended.out == '5\n'
        seen('/roles/list')*.method() == ['GET', 'GET']
        seen('/token').size() == 2

        where:
        status | body
        200    | ENVELOPE
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"rpc error: code = Unauthenticated desc = token is expired"}'
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"no","code":16}'
        403    | '{"message":"Unauthenticated."}'
    }

    def "refused twice it is an error, and what to look at"() {
        given:
        2.times { refuse('GET', '/roles/list', 200, ENVELOPE) }

        expect:
        with(lab.start(['-e', 'px.roles.count()'])) {
            code == 4
            err == "baksh: $px: px.roles.list: Unauthenticated. " +
                "(GET ${lab.sandbox.pxUrl()}/backend/api/pxBackup/rbac/roles/list?page=1&per_page=100 -> 200)\n" +
                "  the server refuses a token that it has just given; look at the user's state on the server\n  -e:1\n"
        }
        seen('/token').size() == 2
    }

    def "a write is looked for, and sent once more where it is not there"() {
        given:
        refuse('POST', '/roles/create', 200, ENVELOPE)

        when:
        SandboxHarness.Ended ended = lab.start(['-e', CREATE])

        then:
        ended.err == ''
        ended.out == 'new-one\n'
        lab.writes()*.method() == ['POST', 'POST']
        seen('/token').size() == 2
    }

    def "a write that was carried out all the same is not sent again"() {
        given:
        lab.sandbox.px().faults().injectNext('POST', '/roles/create', Fault.status(200, 'application/json', ENVELOPE).afterExecution())

        when:
        SandboxHarness.Ended ended = lab.start(['-e', CREATE])

        then:
        ended.err == ''
        ended.out == 'new-one\n'
        lab.writes().size() == 1
    }

    def "what cannot be looked for is not sent again, and it is said"() {
        given:
        refuse('POST', '/roles/create', 200, ENVELOPE)

        expect:
        with(lab.start(['-e', "px.post('/backend/api/pxBackup/rbac/roles/create', [name: 'new-one'])"])) {
            code == 4
            err.contains("Unauthenticated. (POST ")
            err.contains("  the token was renewed, and px.post '/backend/api/pxBackup/rbac/roles/create' was not sent again, " +
                'since it leaves nothing to look for: look at the server, then do it again\n')
        }
        lab.writes().size() == 1
        seen('/token').size() == 2
    }

    def "a pasted token cannot be renewed: a person is told what to do"() {
        given:
        lab.start(['-e', 'px.roles.count()'])
        String token = new ObjectMapper().readTree(home.resolve('tokens').toFile().listFiles().find { it.name.endsWith('.json') }).get('access').asText()
        Map pasted = [BAKSH_PX_CLIENT_ID: '', BAKSH_PX_CLIENT_SECRET: '', BAKSH_PX_TOKEN: token]
        refuse(method, path, 200, ENVELOPE)

        expect:
        with(lab.start(['-e', words], pasted)) {
            code == 4
            err.readLines()[1..2] == [
                "baksh: $px: the pasted token has ended or is not accepted",
                '  paste a new one into BAKSH_PX_TOKEN, or leave it out and say baksh login px, ' +
                    'or set BAKSH_PX_CLIENT_ID and BAKSH_PX_CLIENT_SECRET, which renew themselves'
            ]
        }
        seen(path)*.method().count(method) == 1 + (method == 'GET' ? 1 : 0)

        where:
        method | path            | words
        'GET'  | '/roles/list'   | 'px.roles.count()'
        'POST' | '/roles/create' | CREATE
    }

    private void refuse(String method, String path, int status, String body) {
        lab.sandbox.px().faults().injectNext(method, path, Fault.status(status, 'application/json', body))
    }

    private List seen(String path) {
        lab.sandbox.requests().findAll { it.path().endsWith(path) }
    }
}
