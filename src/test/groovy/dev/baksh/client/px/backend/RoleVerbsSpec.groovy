package dev.baksh.client.px.backend

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.Row
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.DryRunRow
import dev.baksh.client.exchange.PlannedUpdate
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.UnknownOutcomeException
import dev.baksh.client.exchange.WriteGuard
import dev.baksh.client.protocol.JsonCodec
import dev.baksh.client.resource.Diff
import dev.baksh.client.resource.ServerClient
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.px.BackendErrorFormat
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.time.Instant

import static dev.baksh.client.exchange.FaultyHttpServer.json

@Timeout(120)
class RoleVerbsSpec extends Specification {
    static final List<Map> RULES = [[services: ['cloudcredential', 'rules'], apis: ['inspect*', 'enumerate*']]]
    static final String BASE = '/backend/api/pxBackup/rbac'

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock()))

    ServerClient client = fixture.pxClient(sandbox)

    String authority() {
        return sandbox.pxUrl().authority
    }

    Object invokeRoles(Map parameters = [:], String verb) {
        return ClientFixture.invoke(client, 'roles', verb, parameters)
    }

    Object invokeUsers(Map parameters = [:], String verb) {
        return ClientFixture.invoke(client, 'users', verb, parameters)
    }

    Row findRow(String name, String noun = 'roles') {
        return client.resource(noun).getByName(name)
    }

    Row createRole(String name = 'backup-viewer', Map block = [description: 'Sees', rules: RULES]) {
        return invokeRoles('create', args: [name], block: block) as Row
    }

    List<String> writeLines() {
        return sandbox.requests().findAll { it.method() != 'GET' && !it.path().contains('token') }.collect { it.method() + ' ' + it.path() - BASE }
    }

    def "the list of the vendor sample is read completely"() {
        given:
        FaultyHttpServer server = new FaultyHttpServer()
        server.respondWith(json(200, '{"access_token":"opaque-token"}'), json(200, getClass().getResource('/dev/baksh/px/roles-list.json').getText('UTF-8')))
        ServerClient realClient = fixture.pxClient(ClientFixture.serverConfig('px', server.url, credential: new Credential.ClientCredentials('c', Secret.of('secret'))))

        when:
        List<Row> roles = realClient.resource('roles').list([:]).toList()

        then:
        roles*.get('name') == ['px-backup-super.admin', 'px-backup-infra.admin', 'px-backup-app.admin', 'px-backup-app.user', 'test-role']
        roles[0].get('create_time') == Instant.parse('2024-10-17T09:51:17.332422260Z')
        roles[0].get('lastUpdateTime') == Instant.parse('2024-10-17T09:52:23.476343054Z')
        roles[0].get('create_time_in_sec') == 1729158677
        roles[0].get('ownership').get('public').get('type') == 1
        roles[0].get('rules')*.toMap() == [[services: ['schedulepolicy', 'cloudcredential', 'backuplocation', 'rules', 'role', 'receiver', 'recipient', 'audit'], apis: ['*']]]
        roles[1].get('rules')[1].toMap() == [services: ['audit'], apis: ['inspect*', 'enumerate*']]
        roles[2].get('rules')*.get('apis') == [['*'], ['inspect*', 'enumerate*', 'validate*'], ['inspect*', 'enumerate*'], ['*'], ['enumerate*']]
        roles[3].get('rules')*.get('services') == [['schedulepolicy', 'cloudcredential', 'backuplocation', 'rules', 'role'], ['recipient'], ['receiver']]
        roles[4].get('rules')*.get('services') == [['cloudcredential'], ['schedulepolicy'], ['backuplocation'], ['rules'], ['role']]
        roles[4].get('description') == 'NA'
        roles[4].get('labels') == null
        roles*.get('role_id').toSet().size() == 5
        server.requests.size() == 2

        cleanup:
        server.close()
    }

    def "create returns the role as stored by the server"() {
        when:
        Row role = createRole()

        then:
        role.get('name') == 'backup-viewer'
        role.get('description') == 'Sees'
        role.get('rules')*.toMap() == RULES
        writeLines() == ['POST /roles/create']
        new ObjectMapper().readValue(sandbox.requests().find { it.method() == 'POST' && it.path().endsWith('create') }.body(), Map) ==
            [id: 0, org_id: 'default', name: 'backup-viewer', description: 'Sees', rules: RULES]
    }

    def "#name is not a valid role name, and nothing is sent"() {
        when:
        createRole(name)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "px (${authority()}): \"${name.replace('\n', '\\n')}\" cannot be the name of a role"
        e.hint() == 'use at least three lower case letters or digits; . and - may join parts; no spaces'
        sandbox.requests().empty

        where:
        name << ['ab', 'a.b', 'Viewer', 'a viewer', '.viewer', 'viewer-', 'ro_le', 'rôle', '../x', 'viewer\n', '-rf']
    }

    def "#name is a valid role name"() {
        expect:
        createRole(name).get('name') == name

        where:
        name << ['abc', 'a.b-c', '123', 'px-backup-app.user2']
    }

    def "a duplicate name is reported as the rejection of the server in the style #style"() {
        given:
        createRole()
        sandbox.px().behavior.errorStyle = style

        when:
        createRole()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message ==~ /px \(127.*\): px\.roles\.create 'backup-viewer': .*exist.* \(POST http:.*\/rbac\/roles\/create -> $status\)/
        sandbox.px().roleNames().count { it == 'backup-viewer' } == 1

        where:
        style                  || status
        BackendErrorFormat.ENVELOPE    || 409
        BackendErrorFormat.OK_ENVELOPE || 200
        BackendErrorFormat.LARAVEL     || 409
    }

    def "a missing permission has exit code 4 in the style #style, for any status"() {
        given:
        client = fixture.pxClient(sandbox, [credential: new Credential.Password('pxcentral', null, 'alice', Secret.of(sandbox.px().password('alice')))])
        sandbox.px().behavior.errorStyle = style

        when:
        createRole()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        e.hint() == 'this needs the permission: infra admin or super admin'
        writeLines() == ['POST /roles/create']

        where:
        style << BackendErrorFormat.values().toList()
    }

    def "a lost create is found by name, and a foreign role with the name is not treated as created"() {
        given:
        sandbox.px().faults().injectNext('POST', 'create', Fault.drop().afterExecution())

        expect:
        createRole().get('name') == 'backup-viewer'

        when:
        sandbox.px().faults().injectNext('POST', 'create', Fault.drop())
        createRole()

        then:
        UnknownOutcomeException e = thrown()
        e.message == "px (${authority()}): px.roles.create 'backup-viewer' was sent and the response was lost: the outcome is not known; the name existed before"
        writeLines().size() == 2
    }

    def "after a lost create a role with the name and other rules is not treated as created"() {
        given:
        ServerClient otherClient = fixture.pxClient(sandbox)
        sandbox.px().faults().injectNext('POST', 'create', Fault.drop())
        boolean alreadyRun = false
        fixture.time.onPause = { if (!alreadyRun) { alreadyRun = true; ClientFixture.invoke(otherClient, 'roles', 'create', [args: ['backup-viewer'], block: [description: 'Another', rules: [[services: ['role'], apis: ['*']]]]]) } }

        when:
        createRole()

        then:
        UnknownOutcomeException e = thrown()
        e.message == "px (${authority()}): px.roles.create 'backup-viewer' was sent and the response was lost: the outcome is not known; a role of that name exists now, and differs: description: Sees -> Another; rules.cloudcredential: enumerate*, inspect* -> (none); rules.role: (none) -> *; rules.rules: enumerate*, inspect* -> (none)"
    }

    def "an update without changes sends nothing, for any grouping of the rules"() {
        given:
        Row role = createRole()
        int writesBefore = writeLines().size()

        when:
        Row unchanged = invokeRoles('update', row: role, block: block) as Row

        then:
        unchanged.get('role_id') == role.get('role_id')
        writeLines().size() == writesBefore
        fixture.notices == ["px (${authority()}): role \"backup-viewer\" has these values already; nothing was sent".toString()]

        where:
        block << [
            [:],
            [description: 'Sees'],
            [rules: RULES],
            [rules: [[services: ['rules'], apis: ['enumerate*', 'inspect*']], [services: ['cloudcredential'], apis: ['inspect*']], [services: ['cloudcredential'], apis: ['enumerate*']]]],
        ]
    }

    def "an update writes, reads back and reports the changes"() {
        given:
        Row role = createRole()

        when:
        Row updated = invokeRoles('update', row: role, block: [rules: [[services: ['rules'], apis: ['*']]]]) as Row

        then:
        updated.get('rules')*.toMap() == [[services: ['cloudcredential'], apis: ['inspect*', 'enumerate*']], [services: ['rules'], apis: ['*']]]
        updated.get('description') == 'Sees'
        writeLines().last() == 'PUT /roles/update'
        fixture.notices == [
            "px (${authority()}): role \"backup-viewer\": rules.rules: enumerate*, inspect* -> *".toString(),
        ]
    }

    def "a list of roles from a cache that is old for #reads reads is read again until it shows the update"() {
        given:
        Row role = createRole()
        String oldList = new String(JsonCodec.write(client.sendRaw('GET', '/backend/api/pxBackup/rbac/roles/list', [per_page: 100], null)), 'UTF-8')
        sandbox.px().faults().injectNext('PUT', 'roles/update', Fault.runBefore {
            sandbox.px().faults().injectNext(reads, 'GET', 'roles/list', Fault.status(200, 'application/json', oldList))
        })

        when:
        String outcome
        try {
            outcome = (invokeRoles('update', row: role, block: [description: 'New']) as Row).get('description')
        } catch (BakshException e) {
            outcome = "${e.exit()}: $e.message\n${e.hint()}"
        }

        then:
        outcome == (reads < 5 ? 'New' : "UNFINISHED: px (${authority()}): px.roles.update 'backup-viewer' was accepted, but the server still shows the previous state\ndo not repeat it; px.roles shows the roles")
        fixture.notices == (reads < 5 ? ["px (${authority()}): role \"backup-viewer\": description: Sees -> New".toString()] : [])

        where:
        reads << [1, 4, 5]
    }

    def "an update with a different read-back is an error that shows the current state"() {
        given:
        Row role = createRole()
        ServerClient otherClient = fixture.pxClient(sandbox)
        2.times { sandbox.px().faults().injectNext('GET', 'roles/list', Fault.runBefore {}) }
        sandbox.px().faults().injectNext('GET', 'roles/list', Fault.runBefore { ClientFixture.invoke(otherClient, 'roles', 'update', [row: role, block: [description: 'Mine now']]) })

        when:
        invokeRoles('update', row: role, block: [description: 'Yours'])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "px (${authority()}): role \"backup-viewer\" was written, but has other values now: description: Yours -> Mine now"
        e.hint() == 'another user may have changed it at the same time; check the role before you write again'
    }

    def "an update keeps what another user changes between the read and the write: attempt #attempts"() {
        given:
        Row role = createRole()
        ServerClient otherClient = fixture.pxClient(sandbox)
        boolean isNested = false
        int reads = 0
        40.times {
            sandbox.px().faults().injectNext('GET', 'roles/list', Fault.runBefore {
                if (isNested || ++reads % 2 || reads > attempts * 2) return
                isNested = true
                ClientFixture.invoke(otherClient, 'roles', 'update', [row: role, named: [force: true], block: [
                    description: "Mine $reads".toString(), rules: [[services: ['audit'], apis: ["${reads}*".toString()]]]]])
                isNested = false
            })
        }

        when:
        String message = null
        try {
            invokeRoles('update', row: role, block: [rules: [[services: ['rules'], apis: ['*']]]])
        } catch (BakshException e) {
            message = "$e.message\n${e.hint()}"
        }

        then:
        findRow('backup-viewer').get('description') == "Mine ${attempts * 2}"
        findRow('backup-viewer').get('rules')*.toMap().find { it.services == ['audit'] } == [services: ['audit'], apis: ["${attempts * 2}*"]]
        findRow('backup-viewer').get('rules')*.toMap().contains([services: ['rules'], apis: ['*']]) == (attempts < 3)
        message == (attempts < 3 ? null : "px (${authority()}): role \"backup-viewer\" was changed by another user at the same time; the write was not done\nrun the same line again; it reads the current values first")

        where:
        attempts << [1, 2, 3]
    }

    def "a lost update is unknown, and is not sent again, when another user has changed the role since"() {
        given:
        Row role = createRole()
        sandbox.px().faults().injectNext('PUT', 'update', Fault.drop())
        2.times { sandbox.px().faults().injectNext('GET', 'roles/list', Fault.runBefore {}) }
        sandbox.px().faults().injectNext('GET', 'roles/list', Fault.runBefore {
            ClientFixture.invoke(fixture.pxClient(sandbox), 'roles', 'update', [row: role, block: [rules: [[services: ['rules'], apis: ['create*']]]]])
        })

        when:
        invokeRoles('update', row: role, block: [rules: [[services: ['rules'], apis: ['*']]]])

        then:
        UnknownOutcomeException e = thrown()
        e.message.endsWith('the outcome is not known; another user has changed role "backup-viewer" since')
        findRow('backup-viewer').get('rules')*.toMap().find { it.services == ['rules'] }.apis == ['create*']
    }

    def "a lost update is done when the role has the requested state"() {
        given:
        Row role = createRole()
        sandbox.px().faults().injectNext('PUT', 'update', Fault.html(504).afterExecution())

        expect:
        (invokeRoles('update', row: role, block: [description: 'New']) as Row).get('description') == 'New'
        writeLines().count { it.startsWith('PUT') } == 1
    }

    def "a delete sends the name and the id of the role and removes the role"() {
        given:
        Row role = createRole()

        when:
        invokeRoles('delete', row: role)

        then:
        sandbox.px().role('backup-viewer') == null
        sandbox.requests().last().query() == "org_id=default&name=backup-viewer&role_id=${role.get('role_id')}"
    }

    def "differences between two roles are listed by path"() {
        when:
        Diff diff = invokeRoles('diff', row: findRow('px-backup-infra.admin'), args: [findRow('px-backup-super.admin')]) as Diff
        Diff missing = invokeRoles('diff', row: findRow('px-backup-infra.admin'), args: [findRow('px-backup-infra.admin')]) as Diff

        then:
        diff*.get('path').contains('rules.audit')
        diff.find { it.get('path') == 'rules.audit' }.toMap() == [path: 'rules.audit', left: 'enumerate*, inspect*', right: '*']
        !diff.isEmpty()
        missing.isEmpty()
        missing.size() == 0
    }

    def "a dry run of create, update and map writes nothing"() {
        given:
        Row role = createRole()
        fixture.mode = new WriteGuard.Mode(false, true, false)
        client = fixture.pxClient(sandbox)
        int writesBefore = writeLines().size()

        when:
        List<Object> planned = [createRole('another-one'), invokeRoles('update', row: role, block: [description: 'x']), invokeRoles('delete', row: role),
                                invokeUsers('map', row: findRow('alice', 'users'), args: ['backup-viewer']), invokeUsers('unmap', row: findRow('alice', 'users'), args: ['test-role'])]

        then:
        planned*.class == [DryRunRow, PlannedUpdate, DryRunRow, PlannedUpdate, PlannedUpdate]
        planned[1].with { [it.get('role_id'), it.get('name'), it.get('description'), it.get('rules').size(), it.toString()] } ==
            [role.get('role_id'), role.get('name'), 'x', role.get('rules').size(), "planned: px.roles.update 'backup-viewer'"]
        planned[3].with { [it.get('username'), it.get('email'), RoleAssignments.rolesInRow(it)] } == ['alice', 'alice@example.com', ['px-backup-app.user', 'test-role', 'backup-viewer']]
        planned[4].with { [it.get('id'), RoleAssignments.rolesInRow(it)] } == [findRow('alice', 'users').get('id'), ['px-backup-app.user']]
        fixture.dryRunLines.size() == 5
        writeLines().size() == writesBefore
    }

    def "roles are added to the existing roles of a user and removed one by one"() {
        given:
        createRole()
        createRole('restore-viewer')
        Set<String> rolesBefore = sandbox.px().rolesOf('alice')

        when:
        invokeUsers('map', row: findRow('alice', 'users'), args: ['backup-viewer', 'restore-viewer'])

        then:
        sandbox.px().rolesOf('alice') == rolesBefore + ['backup-viewer', 'restore-viewer']
        writeLines().count { it == 'POST /users/mapRoles/apply' } == 1

        when:
        invokeUsers('unmap', row: findRow('alice', 'users'), args: ['backup-viewer', 'restore-viewer'])

        then:
        sandbox.px().rolesOf('alice') == rolesBefore
        writeLines().count { it == 'DELETE /users/mapRoles/delete' } == 2
    }

    def "a role that does not exist stops a mapping before anything is written"() {
        given:
        createRole()
        int writesBefore = writeLines().size()

        when:
        invokeUsers(verb, row: findRow('alice', 'users'), args: ['backup-viewer', 'backup-veiwer'])

        then:
        BakshException e = thrown()
        e.message == "px (${authority()}): role \"backup-veiwer\" not found"
        e.hint() == 'did you mean: backup-viewer'
        writeLines().size() == writesBefore

        where:
        verb << ['map', 'unmap']
    }

    def "a role is mapped to many users, and missing users do not stop the others"() {
        given:
        Row role = createRole()

        when:
        invokeRoles('mapTo', row: role, args: ['alice', 'nobody', 'bob'])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.PARTIAL
        e.message == '1 of 3 users were not mapped to "backup-viewer"'
        e.hint().startsWith("px (${authority()}): user \"nobody\" not found")
        'backup-viewer' in sandbox.px().rolesOf('alice')
        'backup-viewer' in sandbox.px().rolesOf('bob')
    }

    def "the roles of a user come from the list or from Keycloak (carried: #carried)"() {
        given:
        sandbox.close()
        sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock(), pxUsersIncludeRoles: carried))
        client = fixture.pxClient(sandbox)

        when:
        List<Row> roles = invokeUsers('roles', row: findRow('alice', 'users')) as List<Row>

        then:
        roles*.get('name').contains('px-backup-app.user')
        sandbox.requests().any { it.path().contains('/auth/admin/') } == !carried

        where:
        carried << [true, false]
    }

    def "the console page for a path in the wrong case is not a valid response"() {
        given:
        sandbox.px().behavior.htmlForUnknownPaths = true

        when:
        client.sendRaw('GET', '/backend/api/PXBackup/rbac/roles/list', [:], null)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == "px (${authority()}): px.get '/backend/api/PXBackup/rbac/roles/list': the response is an HTML page instead of JSON (GET ${sandbox.pxUrl()}/backend/api/PXBackup/rbac/roles/list -> 200)"
    }

    def "the path /Backend is corrected with a notice"() {
        when:
        client.sendRaw('GET', '/Backend/api/pxBackup/rbac/roles/list', [page: 1], null)

        then:
        fixture.notices == ['notice: the path begins with /backend in lower case; corrected']
        sandbox.requests().last().path() == '/backend/api/pxBackup/rbac/roles/list'
    }
}
