package dev.baksh.px

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Row
import dev.baksh.config.Credential
import dev.baksh.config.Secret
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.Gate
import dev.baksh.exchange.PlannedRow
import dev.baksh.exchange.Rig
import dev.baksh.exchange.UnknownOutcome
import dev.baksh.resource.Client
import dev.baksh.resource.Diff
import dev.baksh.sandbox.ErrorStyle
import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.time.Instant

import static dev.baksh.exchange.FaultServer.json

@Timeout(120)
class RolesSpec extends Specification {
    static final List<Map> RULES = [[services: ['cloudcredential', 'rules'], apis: ['inspect*', 'enumerate*']]]
    static final String BASE = '/backend/api/pxBackup/rbac'

    @AutoCleanup
    final Rig rig = new Rig()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock()).build())

    Client client = rig.px(sandbox)

    String at() {
        return sandbox.pxUrl().authority
    }

    Object say(Map said = [:], String verb) {
        return Rig.say(client, 'roles', verb, said)
    }

    Object sayUser(Map said = [:], String verb) {
        return Rig.say(client, 'users', verb, said)
    }

    Row named(String name, String noun = 'roles') {
        return client.resource(noun).named(name)
    }

    Row create(String name = 'backup-viewer', Map block = [description: 'Sees', rules: RULES]) {
        return say('create', args: [name], block: block) as Row
    }

    List<String> writes() {
        return sandbox.requests().findAll { it.method() != 'GET' && !it.path().contains('token') }.collect { it.method() + ' ' + it.path() - BASE }
    }

    def "the list of the vendor's sample is read whole"() {
        given:
        FaultServer server = new FaultServer()
        server.answers(json(200, '{"access_token":"opaque-token"}'), json(200, getClass().getResource('/dev/baksh/px/roles-list.json').getText('UTF-8')))
        Client real = rig.px(Rig.server('px', server.url, credential: new Credential.ClientCredentials('c', Secret.of('secret'))))

        when:
        List<Row> roles = real.resource('roles').list([:]).toList()

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

    def "a role is created, and what is given is what the server has"() {
        when:
        Row role = create()

        then:
        role.get('name') == 'backup-viewer'
        role.get('description') == 'Sees'
        role.get('rules')*.toMap() == RULES
        writes() == ['POST /roles/create']
        new ObjectMapper().readValue(sandbox.requests().find { it.method() == 'POST' && it.path().endsWith('create') }.body(), Map) ==
            [id: 0, org_id: 'default', name: 'backup-viewer', description: 'Sees', rules: RULES]
    }

    def "#name cannot be the name of a role, and nothing is sent"() {
        when:
        create(name)

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == "px (${at()}): \"$name\" cannot be the name of a role"
        e.hint() == 'lower case letters and digits, at least three, parts joined by . or -, no blank'
        sandbox.requests().empty

        where:
        name << ['ab', 'a.b', 'Viewer', 'a viewer', '.viewer', 'viewer-', 'ro_le', 'rôle', '../x', 'viewer\n', '-rf']
    }

    def "#name can be"() {
        expect:
        create(name).get('name') == name

        where:
        name << ['abc', 'a.b-c', '123', 'px-backup-app.user2']
    }

    def "a name that is taken is the server's refusal in the style #style"() {
        given:
        create()
        sandbox.px().errorStyle(style)

        when:
        create()

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message ==~ /px \(127.*\): px\.roles\.create 'backup-viewer': .*exist.* \(POST http:.*\/rbac\/roles\/create -> $status\)/
        sandbox.px().roleNames().count { it == 'backup-viewer' } == 1

        where:
        style                  || status
        ErrorStyle.ENVELOPE    || 409
        ErrorStyle.OK_ENVELOPE || 200
        ErrorStyle.LARAVEL     || 409
    }

    def "want of permission is exit 4 in the style #style, whatever the status"() {
        given:
        client = rig.px(sandbox, [credential: new Credential.Password('pxcentral', null, 'alice', Secret.of(sandbox.px().password('alice')))])
        sandbox.px().errorStyle(style)

        when:
        create()

        then:
        BakshException e = thrown()
        e.exit() == Exit.DENIED
        e.hint() == 'this needs the permission: infra admin or super admin'
        writes() == ['POST /roles/create']

        where:
        style << ErrorStyle.values().toList()
    }

    def "a lost create is found by name, and a foreign role of that name is not taken for it"() {
        given:
        sandbox.px().faults().next('POST', 'create', Fault.drop().afterwards())

        expect:
        create().get('name') == 'backup-viewer'

        when:
        sandbox.px().faults().next('POST', 'create', Fault.drop())
        create()

        then:
        UnknownOutcome e = thrown()
        e.message == "px (${at()}): px.roles.create 'backup-viewer' was sent and its answer was lost: whether it happened is not known; the name was taken before"
        writes().size() == 2
    }

    def "a lost create beside a role of that name with other rules is not taken for ours"() {
        given:
        Client other = rig.px(sandbox)
        sandbox.px().faults().next('POST', 'create', Fault.drop())
        boolean once = false
        rig.time.during = { if (!once) { once = true; Rig.say(other, 'roles', 'create', [args: ['backup-viewer'], block: [description: 'Another', rules: [[services: ['role'], apis: ['*']]]]]) } }

        when:
        create()

        then:
        UnknownOutcome e = thrown()
        e.message == "px (${at()}): px.roles.create 'backup-viewer' was sent and its answer was lost: whether it happened is not known; a role of that name is there now, and reads otherwise: description: Sees -> Another; rules.cloudcredential: enumerate*, inspect* -> null; rules.role: null -> *; rules.rules: enumerate*, inspect* -> null"
    }

    def "an update that changes nothing sends nothing, however its rules are grouped"() {
        given:
        Row role = create()
        int before = writes().size()

        when:
        Row same = say('update', row: role, block: block) as Row

        then:
        same.get('role_id') == role.get('role_id')
        writes().size() == before
        rig.notes == ["px (${at()}): role \"backup-viewer\" is so already; nothing was sent".toString()]

        where:
        block << [
            [:],
            [description: 'Sees'],
            [rules: RULES],
            [rules: [[services: ['rules'], apis: ['enumerate*', 'inspect*']], [services: ['cloudcredential'], apis: ['inspect*']], [services: ['cloudcredential'], apis: ['enumerate*']]]],
        ]
    }

    def "an update writes, reads back, and says what it changed"() {
        given:
        Row role = create()

        when:
        Row after = say('update', row: role, block: [rules: [[services: ['rules'], apis: ['*']]]]) as Row

        then:
        after.get('rules')*.toMap() == [[services: ['rules'], apis: ['*']]]
        after.get('description') == 'Sees'
        writes().last() == 'PUT /roles/update'
        rig.notes == [
            "px (${at()}): role \"backup-viewer\": rules.cloudcredential: enumerate*, inspect* -> null".toString(),
            "px (${at()}): role \"backup-viewer\": rules.rules: enumerate*, inspect* -> *".toString(),
        ]
    }

    def "an update that reads back otherwise is an error that says what is there"() {
        given:
        Row role = create()
        Client other = rig.px(sandbox)
        sandbox.px().faults().next('GET', 'roles/list', Fault.meanwhile {})
        sandbox.px().faults().next('GET', 'roles/list', Fault.meanwhile { Rig.say(other, 'roles', 'update', [row: role, block: [description: 'Mine now']]) })

        when:
        say('update', row: role, block: [description: 'Yours'])

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == "px (${at()}): role \"backup-viewer\" was written and reads otherwise: description: Yours -> Mine now"
        e.hint() == 'somebody else may have changed it in the same moment; look at it before you write again'
    }

    def "a lost update is done when the role reads as wanted"() {
        given:
        Row role = create()
        sandbox.px().faults().next('PUT', 'update', Fault.html(504).afterwards())

        expect:
        (say('update', row: role, block: [description: 'New']) as Row).get('description') == 'New'
        writes().count { it.startsWith('PUT') } == 1
    }

    def "a delete names the role thrice and it is gone"() {
        given:
        Row role = create()

        when:
        say('delete', row: role)

        then:
        sandbox.px().role('backup-viewer') == null
        sandbox.requests().last().query() == "org_id=default&name=backup-viewer&role_id=${role.get('role_id')}"
    }

    def "what differs between two roles is told by path"() {
        when:
        Diff diff = say('diff', row: named('px-backup-infra.admin'), args: [named('px-backup-super.admin')]) as Diff
        Diff none = say('diff', row: named('px-backup-infra.admin'), args: [named('px-backup-infra.admin')]) as Diff

        then:
        diff*.get('path').contains('rules.audit')
        diff.find { it.get('path') == 'rules.audit' }.toMap() == [path: 'rules.audit', left: 'enumerate*, inspect*', right: '*']
        !diff.isEmpty()
        none.isEmpty()
        none.size() == 0
    }

    def "a dry run of create, update and map writes nothing"() {
        given:
        Row role = create()
        rig.mode = new Gate.Mode(false, true, false)
        client = rig.px(sandbox)
        int before = writes().size()

        when:
        List<Object> planned = [create('another-one'), say('update', row: role, block: [description: 'x']), say('delete', row: role),
                                sayUser('map', row: named('alice', 'users'), args: ['backup-viewer']), sayUser('unmap', row: named('alice', 'users'), args: ['test-role'])]

        then:
        planned.every { it instanceof PlannedRow }
        rig.plan.size() == 5
        writes().size() == before
    }

    def "roles are given to a user beside those it has, and taken one by one"() {
        given:
        create()
        create('restore-viewer')
        Set<String> had = sandbox.px().rolesOf('alice')

        when:
        sayUser('map', row: named('alice', 'users'), args: ['backup-viewer', 'restore-viewer'])

        then:
        sandbox.px().rolesOf('alice') == had + ['backup-viewer', 'restore-viewer']
        writes().count { it == 'POST /users/mapRoles/apply' } == 1

        when:
        sayUser('unmap', row: named('alice', 'users'), args: ['backup-viewer', 'restore-viewer'])

        then:
        sandbox.px().rolesOf('alice') == had
        writes().count { it == 'DELETE /users/mapRoles/delete' } == 2
    }

    def "a role that does not exist stops a mapping before anything is written"() {
        given:
        create()
        int before = writes().size()

        when:
        sayUser(verb, row: named('alice', 'users'), args: ['backup-viewer', 'backup-veiwer'])

        then:
        BakshException e = thrown()
        e.message == "px (${at()}): role \"backup-veiwer\" not found"
        e.hint() == 'did you mean: backup-viewer'
        writes().size() == before

        where:
        verb << ['map', 'unmap']
    }

    def "a role is mapped to many, and those who are not there do not stop the others"() {
        given:
        Row role = create()

        when:
        say('mapTo', row: role, args: ['alice', 'nobody', 'bob'])

        then:
        BakshException e = thrown()
        e.exit() == Exit.PARTIAL
        e.message == '1 of 3 users were not mapped to "backup-viewer"'
        e.hint().startsWith("px (${at()}): user \"nobody\" not found")
        'backup-viewer' in sandbox.px().rolesOf('alice')
        'backup-viewer' in sandbox.px().rolesOf('bob')
    }

    def "the roles of a user come from the list, or else from Keycloak (carried: #carried)"() {
        given:
        sandbox.close()
        sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock()).pxUsersCarryRoles(carried).build())
        client = rig.px(sandbox)

        when:
        List<Row> roles = sayUser('roles', row: named('alice', 'users')) as List<Row>

        then:
        roles*.get('name').contains('px-backup-app.user')
        sandbox.requests().any { it.path().contains('/auth/admin/') } == !carried

        where:
        carried << [true, false]
    }

    def "the wrong case of the path, answered with the console's page, is no answer"() {
        given:
        sandbox.px().pageForWrongCase(true)

        when:
        client.raw('GET', '/backend/api/PXBackup/rbac/roles/list', [:], null)

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == "px (${at()}): px.get '/backend/api/PXBackup/rbac/roles/list': the answer is an HTML page instead of JSON (GET ${sandbox.pxUrl()}/backend/api/PXBackup/rbac/roles/list -> 200)"
    }

    def "/Backend is corrected with a notice"() {
        when:
        client.raw('GET', '/Backend/api/pxBackup/rbac/roles/list', [page: 1], null)

        then:
        rig.notes == ['notice: the path begins with /backend in lower case; corrected']
        sandbox.requests().last().path() == '/backend/api/pxBackup/rbac/roles/list'
    }
}
