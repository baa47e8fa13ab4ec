package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup

/** Shapes of user rows: the shape is not public (px-api 2). Plausible shapes work, and unknown shapes are errors. */
class UserShapesSpec extends SandboxSpecification {
    private static final Map ROLE = [metadata: [name: 'auditor', uid: 'u-1'], role_id: 'r-1', rules: []]

    List users = []
    /** Response of Keycloak to the roles of a user, and to the roles of the realm. */
    Object keycloakRoles

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ String method, String target ->
        if (method != 'GET') return [SUCCESS: true, DATA: null]
        if (keycloakRoles != null && target.contains('/admin/realms/')) return keycloakRoles
        final List rows = target.contains('/users/list') ? users : target.contains('/roles/list') ? [ROLE] : null
        rows == null ? [403, [error: 'Forbidden']] : [SUCCESS: true, DATA: [current_page: 1, last_page: 1, total: rows.size(), data: rows]]
    })

    private SandboxHarness.Result runExpression(String text) {
        harness.start(['--yes', '-e', text], server.environment)
    }

    def "a role in the shape #shape is recognized"() {
        given:
        users = [[id: 'a-1', username: 'alice', roles: [role]]]

        expect:
        runExpression("px.users['alice'].roles*.name").out == '"auditor"\n'
        runExpression('px.access()*.auditor').out == 'true\n'
        !runExpression("px.audit()*.finding").out.contains('without users')

        where:
        shape                | role
        'a text'             | 'auditor'
        'an id and a name'   | [id: 'r-1', name: 'auditor']
        'a whole role'       | ROLE
        'a name of its role' | [role_id: 'r-1', role_name: 'auditor']
    }

    def "an unknown shape of roles is not treated as no roles"() {
        given:
        users = [[id: 'a-1', username: 'alice', roles: [[role: 7]]]]

        expect:
        runExpression(text).with {
            assert code == 1
            assert out == ''
            err.startsWith('baksh: px: the roles of users have an unknown shape: fields role\n')
        }

        where:
        text << ['px.audit()', 'px.access()', "px.users['alice'].roles"]
    }

    def "roles of Keycloak in the form #roles are read, and never no roles"() {
        given:
        users = [[id: 'a-1', username: 'alice']]
        keycloakRoles = roles

        expect:
        runExpression("px.users['alice'].roles*.name").out == '"auditor"\n'
        runExpression('px.access()*.auditor').out == 'true\n'

        where:
        roles << [[[id: 'r-1', name: 'auditor']], [data: [[id: 'r-1', name: 'auditor']]], [realmMappings: [[id: 'r-1', name: 'auditor']]]]
    }

    def "roles of Keycloak in an unknown form are an error: #expression, #roles"() {
        given:
        users = [[id: 'a-1', username: 'alice']]
        keycloakRoles = roles

        when:
        SandboxHarness.Result result = runExpression(expression)

        then:
        result.err - '  -e:1\n' == "baksh: px (${server.url - 'http://'}): the roles of user \"alice\": a list was expected, but the response is $actual\n" +
            "  the roles of the users are unknown; px.get shows the server's response\n"
        result.out == ''
        result.code == 1

        where:
        [expression, [roles, actual]] << [['px.audit()', 'px.access()', "px.users['alice'].roles"],
                                          [[[auditor: true], 'an object with [auditor]'], ['"auditor"', 'a single value'], ['null', 'empty']]].combinations()
    }

    def "a user with the shape #row is found by name"() {
        given:
        users = [row]

        expect:
        runExpression("'alice' in px.users").out == 'true\n'
        runExpression("px.access()*.user").out == '"alice"\n'

        where:
        row << [[id: 'a-1', username: 'alice', roles: []], [user_id: 'a-1', user_name: 'alice', roles: []], [id: 'a-1', metadata: [name: 'alice'], roles: []]]
    }

    def "users without a name are an error and not an empty list"() {
        given:
        users = [[id: 'a-1', mail: 'alice@example.com', roles: []]]

        expect:
        runExpression(text).with {
            assert code == 1
            assert out == ''
            err.contains('the server returned users without a name, with the fields: id, mail, roles')
        }

        where:
        text << ['px.access()', "px.users['alice']", "'alice' in px.users"]
    }

    def "user_id takes precedence over another id"() {
        given:
        users = [[id: 7, user_id: 'a-1', username: 'alice', roles: []]]

        when:
        runExpression("px.users['alice'].map('auditor')")

        then:
        server.requestLines.findAll { it.startsWith('POST') } == ['POST /backend/api/pxBackup/rbac/users/mapRoles/apply?user_id=a-1']
    }
}
