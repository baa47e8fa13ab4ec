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
    final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).build())

    final SandboxHttpClient hand = new SandboxHttpClient(sandbox.pxUrl()).withPassword(sandbox.pxUsername(), sandbox.pxPassword())

    def "users are listed as Keycloak has them, with their roles"() {
        when:
        Map body = hand.get("$USERS/list?searchString=&page=1&per_page=10").json
        Map alice = body.DATA.data.find { it.username == 'alice' }

        then:
        body.SUCCESSMESSAGE == 'Fetched all users'
        body.DATA.data*.username == ['admin', 'alice', 'bob', 'carol', 'dave', 'erin']
        alice.keySet() as List == ['id', 'username', 'firstName', 'lastName', 'email', 'emailVerified',
                                   'createdTimestamp', 'enabled', 'roles']
        alice.roles*.name == ['px-backup-app.user', 'test-role']
        body.DATA.data.findAll { it.roles*.name.contains('px-backup-super.admin') }*.username == ['admin', 'carol']
    }

    def "rows may come without roles"() {
        given:
        Sandbox bare = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).pxUsersIncludeRoles(false).build())
        SandboxHttpClient reader = new SandboxHttpClient(bare.pxUrl()).withPassword(bare.pxUsername(), bare.pxPassword())

        expect:
        reader.get("$USERS/list").json.DATA.data.every { !it.containsKey('roles') }

        cleanup:
        bare.close()
    }

    def "mapping adds to what the user has, and twice is once"() {
        given:
        List roles = ['test-role', 'px-backup-app.user'].collect { [id: id(it), name: it] }
        String erin = sandbox.px().userId('erin')

        when:
        2.times { hand.post("$USERS/mapRoles/apply?user_id=$erin", [roles: [roles[0]]]) }
        hand.post("$USERS/mapRoles/apply?user_id=$erin", [roles: roles])

        then:
        sandbox.px().rolesOf('erin') as List == ['default-roles-master', 'test-role', 'px-backup-app.user']

        when:
        2.times {
            assert hand.delete("$USERS/mapRoles/delete?user_id=$erin&role_id=${id('test-role')}&role_name=test-role").status == 200
        }

        then:
        sandbox.px().rolesOf('erin') as List == ['default-roles-master', 'px-backup-app.user']
    }

    def "nothing is mapped when one of the roles is wrong"() {
        given:
        List roles = [[id: id('test-role'), name: 'test-role'], [id: id('test-role'), name: 'px-backup-app.user']]

        when:
        SandboxHttpClient.Reply reply = hand.post("$USERS/mapRoles/apply?user_id=${sandbox.px().userId('erin')}", [roles: roles])

        then:
        reply.status == 404
        reply.json.ERRORMESSAGE == 'role px-backup-app.user not found'
        sandbox.px().rolesOf('erin') as List == ['default-roles-master']
    }

    def "#what is refused with #status"() {
        expect:
        hand.post("$USERS/mapRoles/apply$query", body).status == status

        where:
        what              | query           | body                           || status
        'no user'         | ''              | [roles: [[id: 'x', name: 'y']]] || 422
        'an unknown user' | '?user_id=nope' | [roles: [[id: 'x', name: 'y']]] || 404
    }

    def "an infra admin maps roles, but not super admin; an app admin maps none and lists nobody"() {
        given:
        String path = "$USERS/mapRoles/apply?user_id=${sandbox.px().userId('erin')}"
        Map plain = [roles: [[id: id('test-role'), name: 'test-role']]]
        Map grand = [roles: [[id: id('px-backup-super.admin'), name: 'px-backup-super.admin']]]

        when:
        hand.withPassword('bob', sandbox.px().password('bob'))

        then:
        hand.post(path, plain).status == 200
        hand.post(path, grand).status == 403

        when:
        hand.withPassword('dave', sandbox.px().password('dave'))

        then:
        hand.post(path, plain).status == 403
        hand.get("$USERS/list").status == 403
    }

    def "a mapping takes effect with the next token"() {
        given:
        SandboxHttpClient erin = new SandboxHttpClient(sandbox.pxUrl()).withPassword('erin', sandbox.px().password('erin'))
        hand.post("$USERS/mapRoles/apply?user_id=${sandbox.px().userId('erin')}",
            [roles: [[id: id('test-role'), name: 'test-role']]])

        expect:
        erin.get('/backend/api/pxBackup/rbac/roles/list').status == 403
        erin.withPassword('erin', sandbox.px().password('erin')).get('/backend/api/pxBackup/rbac/roles/list').status == 200
    }

    def "Keycloak's admin API shows users and their roles to its administrators alone"() {
        given:
        String path = "/auth/admin/realms/master/users/${sandbox.px().userId('alice')}/role-mappings/realm"

        expect:
        hand.get('/auth/admin/realms/master/users?first=1&max=2').json*.username == ['alice', 'bob']
        hand.get('/auth/admin/realms/master/users?username=ali').json*.username == ['alice']
        hand.get('/auth/admin/realms/master/users?username=ali&exact=true').json == []
        hand.get(path).json*.name == ['default-roles-master', 'px-backup-app.user', 'test-role']
        hand.get(path).json[2].keySet() as List == ['id', 'name', 'description', 'composite', 'clientRole', 'containerId']
        hand.get('/auth/admin/realms/master/users/nobody').status == 404

        when:
        hand.withPassword('bob', sandbox.px().password('bob'))

        then:
        hand.get(path).text == '{"error":"HTTP 403 Forbidden"}'

        when:
        hand.token = null

        then:
        hand.get(path).text == '{"error":"HTTP 401 Unauthorized"}'
    }

    private String id(String role) {
        return sandbox.px().role(role).path('role_id').asText()
    }
}
