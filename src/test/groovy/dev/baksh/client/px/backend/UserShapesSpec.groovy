package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** Shapes of user rows: the shape is not public (px-api 2). Plausible shapes work, and unknown shapes are errors. */
class UserShapesSpec extends SandboxSpecification {
    private static final Map ROLE = [metadata: [name: 'auditor', uid: 'u-1'], role_id: 'r-1', rules: []]

    List users = []
    /** Users that the next reads show in place of the current ones, and the number of these reads. */
    List previousUsers
    int oldReads
    /** Response of Keycloak to the roles of a user, and to the roles of the realm. */
    Object keycloakRoles
    /** Response to a write, after its effect. */
    Closure onWrite

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ String method, String target ->
        if (method != 'GET' && onWrite != null) return onWrite(method)
        if (method != 'GET') return [SUCCESS: true, DATA: null]
        if (keycloakRoles != null && target.contains('/admin/realms/')) return keycloakRoles
        final List rows = target.contains('/users/list') ? (oldReads-- > 0 ? previousUsers : users) : target.contains('/roles/list') ? [ROLE] : null
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

    def "a user without a name can be mapped and unmapped by the row, with the response #response: #verb"() {
        given:
        users = [[id: 'b-2', mail: 'bob@example.com', roles: []], [id: 'a-1', mail: 'alice@example.com', roles: verb == 'map' ? [] : ['auditor']]]
        onWrite = { String method ->
            users[1] = users[1] + [roles: method == 'POST' ? ['auditor'] : []]
            response
        }
        String server = "px (${server.url - 'http://'}): px.users.$verb 'a-1' ${verb == 'map' ? 'to' : 'from'} 'auditor'"
        Path script = folder.resolve('runbook.groovy')
        script.toFile().text = "title 'A mapping'\nstep('map') { def row = px.users.list().find { it.id == 'a-1' }.$verb('auditor'); println row.roles*.name.join(',') + '.' }\n"
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString('rw-------'))

        when:
        SandboxHarness.Result result = harness.start(['--yes', 'run', script.toString()], this.server.environment)

        then:
        result.out == (verb == 'map' ? 'auditor.\n' : '.\n')
        result.code == 0
        result.err.contains("$server: found: the object has the desired state; the write was not sent again\n") == (response != [SUCCESS: true])
        !result.err.contains('null')
        this.server.requestLines.count { !it.startsWith('GET') } == 1

        where:
        [verb, response] << [['map', 'unmap'], [[SUCCESS: true], [502, '{}'], [SUCCESS: 'OK']]].combinations()
    }

    def "a user list from a cache that is old for #reads reads is read again until it shows the write: #verb"() {
        given:
        List old = [[id: 'a-1', username: 'alice', roles: verb == 'map' ? [] : [ROLE]]]
        List current = [[id: 'a-1', username: 'alice', roles: verb == 'map' ? [ROLE] : []]]
        users = old
        onWrite = { String method ->
            users = current
            previousUsers = old
            oldReads = reads
            [SUCCESS: true]
        }

        expect:
        with(runExpression("px.users['alice'].$verb('auditor').roles*.name.join(',') + '.'")) {
            code == (isFound ? 0 : 75)
            out == (!isFound ? '' : verb == 'map' ? 'auditor.\n' : '.\n')
            err == (isFound ? '' : "baksh: px (${server.url - 'http://'}): px.users.$verb 'alice' ${verb == 'map' ? 'to' : 'from'} 'auditor' was accepted, but the server still shows the previous state\n" +
                '  do not repeat it; px.users shows the users\n  -e:1\n')
        }
        server.requestLines.count { !it.startsWith('GET') } == 1

        where:
        [verb, [reads, isFound]] << [['map', 'unmap'], [[0, true], [1, true], [4, true], [5, false]]].combinations()
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
