package dev.baksh.client

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

import java.time.Duration

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

    def "a create after a delete of the same name is found although the list still shows the deleted object: #expression"() {
        given:
        harness.sandbox.px().faults().injectNext('DELETE', path, Fault.runBefore {
            harness.sandbox.px().faults().injectNext(3, 'GET', list, Fault.status(200, 'application/json', deleted))
        })

        expect:
        with(harness.start(['--yes', '-e', expression])) { [code, out, err] == [0, output, ''] }
        harness.writeRequests()*.method() == ['DELETE', 'POST']

        where:
        expression                                                                                        | path            | list          | output        | deleted
        "px.roles['test-role'].delete(); px.roles.create('test-role') { viewOnly 'role' }.name"           | '/roles/delete' | '/roles/list' | 'test-role\n' | '{"SUCCESS":true,"DATA":{"current_page":1,"last_page":1,"total":1,"data":[{"role_id":"old","name":"test-role","rules":[]}]}}'
        "px.groups['ops'].delete(); println px.groups.create('ops').id != 'old'"                          | '/groups/'      | '/groups'     | 'true\n'      | '[{"id":"old","name":"ops","path":"/ops","subGroups":[]}]'
    }

    def "an empty page is no proof, so its write is looked up for a minute, because a list may be old: #expression"() {
        given:
        confirmWithoutWork(Fault.status(status, 'text/html; charset=UTF-8', '').afterExecution())
        harness.sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofSeconds(40)
        harness.sandbox.px().faults().injectNext('POST', '/roles/create', Fault.status(status, 'text/html', '').afterExecution().with { fault ->
            harness.sandbox.px().faults().injectNext(9, 'GET', '/roles/list', Fault.status(200, 'application/json', '{"SUCCESS":true,"DATA":{"current_page":1,"last_page":1,"total":0,"data":[]}}'))
            fault
        })
        String prefix = "${call.startsWith('px') ? "px (${harness.sandbox.pxUrl().authority})" : "n2ws (${harness.sandbox.n2wsUrl().authority})"}: $call"

        expect:
        with(harness.start(['-e', expression])) {
            code == 0
            out == output
            err.replaceAll(/role [0-9a-f-]{36}/, 'role ID') == "$prefix: the write was sent and the response is an empty page, which does not prove that the write was done; looking for the result on the server for at most 60 s\n" +
                "$prefix: found: $found; the write was not sent again\n"
        }
        harness.writeRequests().size() == 1

        where:
        [status, [expression, call, output, found]] << [[200, 202], [
            ["n2ws.policies['adhoc'].backup().policy", "n2ws.policies.backup 'adhoc'", '11\n', 'backup 284 "adhoc", started at 2026-03-04T05:06:07Z'],
            ["px.roles.create('new-role') { viewOnly 'role' }.name", "px.roles.create 'new-role'", 'new-role\n', 'role ID "new-role"']
        ]].combinations()
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

    def "an error in a success whose code does not prove a refusal is looked up: #body"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.status(status, 'application/json', body).afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.policies['adhoc'].backup().policy"])

        then:
        [result.code, result.out] == [0, '11\n']
        result.err.contains('the write was not sent again')
        harness.writeRequests().size() == 1

        where:
        [status, body] << [[200, 202], [
            '{"errors":[{"message":"Request timed out"}]}', '{"errors":["Internal error"]}', '{"errors":"x"}',
            '{"errors":[{"message":"x","code":"server_error"}]}', '{"errors":[{"message":"x","code":"unavailable"}]}',
            '{"errors":[{"message":"x","code":"invalid"},{"message":"y","code":"error"}]}']].combinations()
    }

    def "an error in a success whose code proves a refusal is a refusal: #body"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.status(200, 'application/json', body))

        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.policies['adhoc'].backup().policy"])

        then:
        [result.code, result.out, harness.writeRequests().size()] == [1, '', 1]
        !result.err.contains('looking for the result')

        where:
        body << ['{"errors":[{"message":"x","code":"invalid"}]}', '{"errors":[{"message":"x","code":"permission_denied"},{"message":"y","code":"required"}]}',
                 '{"errors":{"name":["This field is required."]}}']
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

    /** Lets the servers confirm every write with this response, and carry out none. */
    private void confirmWithoutWork(Fault fault) {
        [harness.sandbox.n2ws(), harness.sandbox.px(), harness.sandbox.pxGateway()].each { server ->
            ['POST', 'PUT', 'PATCH', 'DELETE'].each { method ->
                ['/api/aws', '/api/schedules', '/backend/', '/v1/', '/admin/'].each { path -> server.faults().injectAlways(method, path, fault) }
            }
        }
    }

    def "the previous state is never the result of an accepted write with the response '#body': #expression"() {
        given:
        confirmWithoutWork(Fault.status(200, 'application/json', body))

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        result.err == "baksh: $kind (${(kind == 'px' ? harness.sandbox.pxUrl() : harness.sandbox.n2wsUrl()).authority}): $call was accepted, but the server still shows the previous state\n" +
            "  do not repeat it; $hint\n  -e:1\n"
        result.out == ''
        result.code == 75
        harness.writeRequests().size() == 1

        where:
        [body, [expression, call, hint]] << [['', '{}'], [
            ["n2ws.policies['adhoc'].update { generations 7 }.generations", "n2ws.policies.update 'adhoc'", 'n2ws.policies lists the current rows'],
            ["n2ws.policies['adhoc'].update { description 'new'; schedules 'daily' }.description", "n2ws.policies.update 'adhoc'", 'n2ws.policies lists the current rows'],
            ["n2ws.schedules['daily'].update { everyHowMany 9 }.every_how_many", "n2ws.schedules.update 'daily'", 'n2ws.schedules lists the current rows'],
            ["px.users['bob'].map('test-role')", "px.users.map 'bob' to 'test-role'", 'px.users shows the users'],
            ["px.users['alice'].unmap('px-backup-app.user').name", "px.users.unmap 'alice' from 'px-backup-app.user'", 'px.users shows the users'],
            ["px.roles['test-role'].update { fullAccess 'role' }.name", "px.roles.update 'test-role'", 'px.roles shows the roles'],
            ["px.roles['test-role'].update { description 'new' }.name", "px.roles.update 'test-role'", 'px.roles shows the roles'],
            ["px.schedules['nightly'].update { suspend true }.name", "px.schedules.update 'nightly'", "check with px.schedules['nightly']"],
            ["px.schedules['nightly'].update { suspend true; bulkUidCheckRelaxation true }.name", "px.schedules.update 'nightly'", "check with px.schedules['nightly']"],
            ["px.rules['flush'].updateOwnership(ownership: [groups: [[id: 'ops', access: 'Read']]]).name", "px.rules.updateOwnership 'flush'", "check with px.rules['flush']"]
        ]].combinations()
        kind = call.startsWith('px') ? 'px' : 'n2ws'
    }

    def "an object that had the name before is never the result of an accepted create: #expression"() {
        given:
        confirmWithoutWork(Fault.status(201, 'application/json', ''))

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])
        String server = call.startsWith('px') ? "px (${harness.sandbox.pxUrl().authority})" : "n2ws (${harness.sandbox.n2wsUrl().authority})"

        then:
        result.err == "baksh: $server: $call was accepted, but the object could not be read afterwards\n  do not repeat it; $hint\n  -e:1\n"
        result.out == ''
        result.code == 75

        where:
        expression                                              | call                          || hint
        "n2ws.policies.create('adhoc') { account 'main' }.id"   | "n2ws.policies.create 'adhoc'" || 'n2ws.policies lists the current rows'
        "n2ws.schedules.create('daily') { everyUnit 'D'; everyHowMany 1 }.id" | "n2ws.schedules.create 'daily'" || 'n2ws.schedules lists the current rows'
        "px.roles.create('test-role') { viewOnly 'role' }.name" | "px.roles.create 'test-role'" || 'px.roles shows the roles'
        "px.groups.create('ops').name"                          | "px.groups.create 'ops'"      || 'px.groups shows the groups'
    }

    def "a gateway object that another write has created is never the result of an accepted create"() {
        given:
        String create = "px.backups.create('n-9') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }.name"
        harness.sandbox.pxGateway().faults().injectNext('POST', '/v1/backup', Fault.runBefore { })
        harness.sandbox.pxGateway().faults().injectNext('POST', '/v1/backup', Fault.status(200, 'application/json', '{}'))

        expect:
        harness.start(['-e', create]).out == 'n-9\n'
        with(harness.start(['-e', create])) {
            out == ''
            code == 75
            err == "baksh: px (${harness.sandbox.pxUrl().authority}): px.backups.create 'n-9' was accepted, but the object could not be read afterwards\n" +
                "  do not repeat it; check with px.backups['n-9']\n  -e:1\n"
        }
    }

    def "a response with the previous state is completed by a read, and a value that the server changes is a result"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('PUT', '/policies/11', Fault.status(200, 'application/json',
            '{"id":11,"name":"adhoc","generations":30,"enabled":true}').afterExecution())

        expect:
        with(harness.start(['-e', "n2ws.policies['adhoc'].update { generations 7 }.generations"])) { [code, out, err] == [0, '7\n', ''] }

        when:
        harness.sandbox.n2ws().faults().injectNext('PUT', '/policies/11', Fault.status(200, 'application/json',
            '{"id":11,"name":"adhoc","generations":8,"enabled":true}'))

        then:
        with(harness.start(['-e', "n2ws.policies['adhoc'].update { generations 9 }.generations"])) { [code, out, err] == [0, '8\n', ''] }
    }

    def "an update to the values that the object has already is a success with an empty response: #expression"() {
        given:
        confirmWithoutWork(Fault.status(200, 'application/json', ''))

        expect:
        with(harness.start(['-e', expression])) { [code, err] == [0, ''] }
        harness.writeRequests().size() == 1

        where:
        expression << ["n2ws.policies['adhoc'].update { name ' adhoc ' }.name", "n2ws.policies['nightly'].update { schedules 'daily' }.name",
                       "px.schedules['nightly'].update { suspend false }.name",
                       "px.schedules['nightly'].update { suspend false; bulkUidCheckRelaxation true }.name"]
    }

    def "an empty response with status #status and type #type is a success of a delete"() {
        given:
        confirmWithoutWork(Fault.status(status, type, '').afterExecution())

        expect:
        with(harness.start(['--yes', '-e', expression])) { [code, err] == [0, ''] }

        where:
        [[status, type], expression] << [
            [[200, 'application/json'], [201, 'application/json'], [202, 'text/plain'], [204, 'text/html']],
            ["n2ws.policies['adhoc'].delete()", "px.roles['test-role'].delete()", "px.groups['ops'].delete()", "px.rules['flush'].delete()"]].combinations()
    }

    def "an empty page is no proof of a delete: #expression, acted: #acted"() {
        given:
        Fault fault = Fault.status(200, 'text/html', '')
        confirmWithoutWork(acted ? fault.afterExecution() : fault)
        String prefix = "px (${harness.sandbox.pxUrl().authority}): $call"

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])
        String deleteTarget = harness.writeRequests()[0].with { it.path() + '?' + it.query() }

        then:
        result.err == "$prefix: the write was sent and the response is an empty page, which does not prove that the write was done; looking for the result on the server for at most 60 s\n" +
            (acted ? "$prefix: found: the object is deleted; the write was not sent again\n" :
            "baksh: $prefix was sent and the response is an empty page, which does not prove that the write was done: the outcome is not known; not found on the server within 60 s\n" +
            "  the write was not sent again; look at the server before you repeat it\n" +
            "  $prefix: the response is an empty body instead of JSON (DELETE ${harness.sandbox.pxUrl()}$deleteTarget -> 200)\n  -e:1\n")
        result.code == (acted ? 0 : 75)
        harness.writeRequests().size() == 1

        where:
        [[expression, call], acted] << [[["px.roles['test-role'].delete()", "px.roles.delete 'test-role'"]], [true, false]].combinations()
    }

    def "status #status does not prove that a write was done"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.status(status, 'application/json', body).afterExecution())
        String prefix = "n2ws (${harness.sandbox.n2wsUrl().authority}): n2ws.policies.backup 'adhoc'"

        expect:
        with(harness.start(['-e', "n2ws.policies['adhoc'].backup().policy"])) {
            out == '11\n'
            code == 0
            err == "$prefix: the write was sent and the server responded with $status, which does not prove that nothing was done; looking for the result on the server for at most 180 s\n" +
                "$prefix: found: backup 284 \"adhoc\", started at 2026-03-04T05:06:07Z; the write was not sent again\n"
        }
        harness.writeRequests().size() == 1

        where:
        [status, body] << [[206, 207, 226, 299], ['', '{"id":1,"policy":11,"status":"P"}']].combinations()
    }

    def "status #status with an error leaves the outcome unknown, and is no refusal: #expression, #body"() {
        given:
        confirmWithoutWork(Fault.status(status, 'application/json', body))

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression], [BAKSH_RESEND: 'off'])
        String url = call.startsWith('px') ? harness.sandbox.pxUrl() : harness.sandbox.n2wsUrl()
        String server = "${call.startsWith('px') ? 'px' : 'n2ws'} (${URI.create(url).authority})"

        then:
        result.err == "$server: $call: the write was sent and the response reports an error that does not prove that nothing was done; looking for the result on the server for at most $seconds s\n" +
            "baksh: $server: $call was sent and the response reports an error that does not prove that nothing was done: the outcome is not known; not found on the server within $seconds s\n" +
            "  the write was not sent again; look at the server before you repeat it\n" +
            "  $server: $call: It is locked. (${request.replace('URL', url)} -> $status)\n  -e:1\n"
        result.out == ''
        result.code == 75
        harness.writeRequests().size() == 1

        where:
        [status, [expression, call, body, request, seconds]] << [[207, 299], [
            ["n2ws.policies['adhoc'].backup().id", "n2ws.policies.backup 'adhoc'", '{"errors":[{"message":"It is locked.","code":"locked"}]}', 'POST URL/api/aws/policies/11/backups/', 180],
            ["px.roles['test-role'].update { description 'new' }.name", "px.roles.update 'test-role'", '{"SUCCESS":false,"ERRORMESSAGE":"It is locked."}', 'PUT URL/backend/api/pxBackup/rbac/roles/update', 330]
        ]].combinations()
    }
}
