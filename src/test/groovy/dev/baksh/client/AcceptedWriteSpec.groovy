package dev.baksh.client

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

/** The rule: a verb that cannot read after its accepted write ends with 75 and says that the write was accepted. */
class AcceptedWriteSpec extends SandboxSpecification {
    /** Lets every read fail from the next write on. */
    private void failReadsAfterWrite() {
        [harness.sandbox.n2ws(), harness.sandbox.px(), harness.sandbox.pxGateway()].each { server ->
            ['POST', 'PUT', 'PATCH', 'DELETE'].each { method ->
                ['/backend/', '/v1/', '/admin/'].each { path ->
                    server.faults().injectAlways(method, path, Fault.runBefore { server.faults().injectAlways('GET', null, Fault.html(500)) })
                }
            }
        }
    }

    def "a failed read after an accepted write is no failure of the write: #expression"() {
        given:
        failReadsAfterWrite()

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])
        List<String> lines = result.err.readLines()

        then:
        result.code == 75
        result.out == ''
        lines[0] == "baksh: px (${harness.sandbox.pxUrl().authority}): $call was accepted, but the object could not be read afterwards"
        lines[1] == "  do not repeat it; $hint"
        lines[2] ==~ /  px \(.*\): px\.\w+\.\w+.*: the server failed \(GET .* -> 500\)/
        lines[3] == '  -e:1'
        lines.size() == 4
        harness.writeRequests().size() == 1

        where:
        expression                                                                                || call                                       | hint
        "px.users['bob'].map('test-role')"                                                        || "px.users.map 'bob' to 'test-role'"        | 'px.users shows the users'
        "px.users['alice'].unmap('px-backup-app.user').name"                                      || "px.users.unmap 'alice' from 'px-backup-app.user'" | 'px.users shows the users'
        "px.roles.create('new-role') { viewOnly 'role' }.name"                                    || "px.roles.create 'new-role'"               | 'px.roles shows the roles'
        "px.roles['test-role'].update { fullAccess 'role' }.name"                                 || "px.roles.update 'test-role'"              | 'px.roles shows the roles'
        "px.groups.create('new').name"                                                            || "px.groups.create 'new'"                   | 'px.groups shows the groups'
        "px.schedules['nightly'].update { suspend true }.name"                                    || "px.schedules.update 'nightly'"            | "check with px.schedules['nightly']"
        "px.rules['flush'].updateOwnership(ownership: [groups: [[id: 'ops', access: 'Read']]]).name" || "px.rules.updateOwnership 'flush'"      | "check with px.rules['flush']"
        "px.clusters['prod'].share(users: ['alice']).name"                                        || "px.clusters.share 'prod'"                 | "check with px.clusters['prod']"
    }

    def "a created object that the server lists some seconds later is found"() {
        given:
        Fault emptyList = Fault.status(200, 'application/json', '{"SUCCESS":true,"DATA":{"current_page":1,"last_page":1,"total":0,"data":[]}}')
        harness.sandbox.px().faults().injectNext('POST', '/roles/create', Fault.runBefore {
            harness.sandbox.px().faults().injectNext(4, 'GET', '/roles/list', emptyList)
        })

        expect:
        with(harness.start(['-e', "px.roles.create('new-role') { viewOnly 'role' }.name"])) {
            err == ''
            out == 'new-role\n'
            code == 0
        }
        harness.writeRequests().size() == 1
    }

    def "a mapping of a role to users reads nothing after its write"() {
        given:
        failReadsAfterWrite()

        expect:
        with(harness.start(['-e', "px.roles['test-role'].mapTo('bob')[0].result"])) {
            err == ''
            out == 'mapped\n'
            code == 0
        }
    }

    def "a create that is sent again after 401, because the list is old, and then refused because the name exists is found"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/aws/policies/', Fault.unauthorized().afterExecution())
        harness.sandbox.n2ws().faults().injectNext(10, 'GET', '/aws/policies/', Fault.status(200, 'application/json', '{"count":0,"next":null,"previous":null,"results":[]}'))
        String subject = "n2ws (${harness.sandbox.n2wsUrl().authority}): n2ws.policies.create 'new_one': "

        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.policies.create('new_one') { account 'main' }.name"])

        then:
        result.err == subject + 'the write was sent and the server responded with 401, which does not prove that nothing was done; looking for the result on the server for at most 5 s\n' +
            subject + 'the result was not found within 5 s: sending the write again\n'
        result.out == 'new_one\n'
        result.code == 0
        harness.writeRequests().size() == 2
    }

    def "status #status with an error of the API is a refusal, and with another body it is an unclear end"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.status(status, 'application/json', '{"errors":[{"message":"The policy is locked.","code":"locked"}]}'))
        String server = "n2ws (${harness.sandbox.n2wsUrl().authority})"

        when:
        SandboxHarness.Result refused = harness.start(['-e', "n2ws.policies['adhoc'].backup().id"])

        then:
        refused.code == 1
        refused.out == ''
        refused.err == "baksh: $server: n2ws.policies.backup 'adhoc': The policy is locked. (POST ${harness.sandbox.n2wsUrl()}/api/aws/policies/11/backups/ -> $status)\n  -e:1\n"
        harness.writeRequests().size() == 1

        when:
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.status(status, 'text/html', '<html>').afterExecution())
        SandboxHarness.Result unclear = harness.start(['-e', "n2ws.policies['adhoc'].backup().policy"])

        then:
        unclear.code == 0
        unclear.err.contains("the server responded with $status, which does not prove that nothing was done")
        harness.writeRequests().size() == 2

        where:
        status << [410, 412, 423, 428]
    }
}
