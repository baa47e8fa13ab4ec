package dev.baksh.sandbox.px

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

class PxUsersSpec extends Specification {
    static final String USERS = '/backend/api/pxBackup/rbac/users'

    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.pxUrl()).withPassword(sandbox.pxUsername(), sandbox.pxPassword())

    def "users are listed as in Keycloak, with their roles"() {
        when:
        Map body = http.get("$USERS/list?searchString=&page=1&per_page=10").json
        Map alice = body.DATA.data.find { it.username == 'alice' }

        then:
        body.SUCCESSMESSAGE == 'Fetched all users'
        body.DATA.data*.username == ['admin', 'alice', 'bob', 'carol', 'dave', 'erin']
        alice.keySet() as List == ['id', 'username', 'firstName', 'lastName', 'email', 'emailVerified',
                                   'createdTimestamp', 'enabled', 'roles']
        alice.roles*.name == ['px-backup-app.user', 'test-role']
        body.DATA.data.findAll { it.roles*.name.contains('px-backup-super.admin') }*.username == ['admin', 'carol']
    }

    def "rows can omit roles"() {
        given:
        Sandbox usersWithoutRoles = Sandbox.start(new SandboxOptions(clock: clock, pxUsersIncludeRoles: false))
        SandboxHttpClient reader = new SandboxHttpClient(usersWithoutRoles.pxUrl()).withPassword(usersWithoutRoles.pxUsername(), usersWithoutRoles.pxPassword())

        expect:
        reader.get("$USERS/list").json.DATA.data.every { !it.containsKey('roles') }

        cleanup:
        usersWithoutRoles.close()
    }

    def "mapping adds roles to a user and is idempotent"() {
        given:
        List roles = ['test-role', 'px-backup-app.user'].collect { [id: roleId(it), name: it] }
        String erin = sandbox.px().userId('erin')

        when:
        2.times { http.post("$USERS/mapRoles/apply?user_id=$erin", [roles: [roles[0]]]) }
        http.post("$USERS/mapRoles/apply?user_id=$erin", [roles: roles])

        then:
        sandbox.px().rolesOf('erin') as List == ['default-roles-master', 'test-role', 'px-backup-app.user']

        when:
        2.times {
            assert http.delete("$USERS/mapRoles/delete?user_id=$erin&role_id=${roleId('test-role')}&role_name=test-role").status == 200
        }

        then:
        sandbox.px().rolesOf('erin') as List == ['default-roles-master', 'px-backup-app.user']
    }

    def "no role is mapped if one of the roles is invalid"() {
        given:
        List roles = [[id: roleId('test-role'), name: 'test-role'], [id: roleId('test-role'), name: 'px-backup-app.user']]

        when:
        SandboxHttpClient.Response response = http.post("$USERS/mapRoles/apply?user_id=${sandbox.px().userId('erin')}", [roles: roles])

        then:
        response.status == 404
        response.json.ERRORMESSAGE == 'role px-backup-app.user not found'
        sandbox.px().rolesOf('erin') as List == ['default-roles-master']
    }

    def "#what is rejected with #status"() {
        expect:
        http.post("$USERS/mapRoles/apply$query", body).status == status

        where:
        what              | query           | body                           || status
        'no user'         | ''              | [roles: [[id: 'x', name: 'y']]] || 422
        'an unknown user' | '?user_id=nope' | [roles: [[id: 'x', name: 'y']]] || 404
    }

    def "an infra admin can map roles except super admin; an app admin can neither map roles nor list users"() {
        given:
        String path = "$USERS/mapRoles/apply?user_id=${sandbox.px().userId('erin')}"
        Map roleBody = [roles: [[id: roleId('test-role'), name: 'test-role']]]
        Map adminHttp = [roles: [[id: roleId('px-backup-super.admin'), name: 'px-backup-super.admin']]]

        when:
        http.withPassword('bob', sandbox.px().password('bob'))

        then:
        http.post(path, roleBody).status == 200
        http.post(path, adminHttp).status == 403

        when:
        http.withPassword('dave', sandbox.px().password('dave'))

        then:
        http.post(path, roleBody).status == 403
        http.get("$USERS/list").status == 403
    }

    def "a mapping takes effect with the next token"() {
        given:
        SandboxHttpClient erin = new SandboxHttpClient(sandbox.pxUrl()).withPassword('erin', sandbox.px().password('erin'))
        http.post("$USERS/mapRoles/apply?user_id=${sandbox.px().userId('erin')}",
            [roles: [[id: roleId('test-role'), name: 'test-role']]])

        expect:
        erin.get('/backend/api/pxBackup/rbac/roles/list').status == 403
        erin.withPassword('erin', sandbox.px().password('erin')).get('/backend/api/pxBackup/rbac/roles/list').status == 200
    }

    def "Keycloak's admin API shows users and their roles to its administrators alone"() {
        given:
        String path = "/auth/admin/realms/master/users/${sandbox.px().userId('alice')}/role-mappings/realm"

        expect:
        http.get('/auth/admin/realms/master/users?first=1&max=2').json*.username == ['alice', 'bob']
        http.get('/auth/admin/realms/master/users?username=ali').json*.username == ['alice']
        http.get('/auth/admin/realms/master/users?username=ali&exact=true').json == []
        http.get(path).json*.name == ['default-roles-master', 'px-backup-app.user', 'test-role']
        http.get(path).json[2].keySet() as List == ['id', 'name', 'description', 'composite', 'clientRole', 'containerId']
        http.get('/auth/admin/realms/master/users/nobody').status == 404

        when:
        http.withPassword('bob', sandbox.px().password('bob'))

        then:
        http.get(path).text == '{"error":"HTTP 403 Forbidden"}'

        when:
        http.token = null

        then:
        http.get(path).text == '{"error":"HTTP 401 Unauthorized"}'
    }

    private String roleId(String role) {
        return sandbox.px().role(role).path('role_id').asText()
    }
}
